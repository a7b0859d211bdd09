"""Excel workbooks: write a scenario.

Reading a workbook is part of :func:`safepassage.scenario.read.read_scenario`.
"""

from safepassage.exchange.xlsx.write import write_blank_workbook, write_workbook

__all__ = ["write_blank_workbook", "write_workbook"]
