"""Options on how the cells of a file are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from safepassage.exchange.given import Given

Dates = Annotated[
    str | None, typer.Option(help="Order of dates in numbers: dmy, mdy or ymd [default: the file].")
]
Decimal = Annotated[
    str | None, typer.Option(help="Mark before decimals: . or , [default: as the file shows].")
]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of a text, such as cp1256 [default: UTF-8].")
]
SheetName = Annotated[
    str | None, typer.Option("--sheet", help="Sheet of a workbook [default: the first].")
]
Skip = Annotated[int, typer.Option(min=0, max=1000, help="Filled rows before the header.")]


def given_answers(
    dates: str | None,
    decimal: str | None,
    encoding: str | None = None,
    sheet: str | None = None,
    skip: int = 0,
) -> Given:
    """The answers, checked."""
    from safepassage.exchange.given import MARKS, ORDERS, Given

    if dates is not None and dates not in ORDERS:
        raise typer.BadParameter(f"one of {', '.join(ORDERS)}", param_hint="--dates")
    if decimal is not None and decimal not in MARKS:
        raise typer.BadParameter("a point or a comma", param_hint="--decimal")
    return Given(dates, decimal, encoding, sheet, skip)
