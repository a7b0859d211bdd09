"""A scenario as one Excel workbook: reading it. Writing it is :mod:`safepassage.exchange.xlsx`."""
