"""The local web application, without programming: ``safepassage serve``.

What is open stands in a :class:`~safepassage.workbench.desk.Desk` of the server, not of a browser
tab, so it survives a page reload. Runs and plans are computed in a process of their own.
"""
