"""Tables as other people write them, read in one way for every format."""

from safepassage.exchange.sheet.files import MAX_BYTES, guessed_encoding, read_bytes, read_text
from safepassage.exchange.sheet.headings import by_tag
from safepassage.exchange.sheet.opening import read_lines, read_sheet
from safepassage.exchange.sheet.reading import Reading, readings
from safepassage.exchange.sheet.table import Line, Sheet
from safepassage.exchange.sheet.workbook import WORKBOOKS

__all__ = [
    "MAX_BYTES", "WORKBOOKS", "Line", "Reading", "Sheet", "by_tag", "guessed_encoding",
    "read_bytes", "read_lines", "read_sheet", "read_text", "readings",
]  # fmt: skip
