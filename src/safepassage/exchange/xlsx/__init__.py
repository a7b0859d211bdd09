"""Excel workbooks: write a scenario, write result tables.

Reading a workbook is part of :func:`safepassage.scenario.read.read_scenario`.
"""

from safepassage.exchange.xlsx.results import write_result_workbook
from safepassage.exchange.xlsx.write import write_workbook

__all__ = ["write_result_workbook", "write_workbook"]
