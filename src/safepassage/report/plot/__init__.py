"""Charts of a result for notebooks: ``result.plot.fan(...)``, ``.people(...)``, ``.map(...)``."""
