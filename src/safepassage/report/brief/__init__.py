"""The report that a manager reads in two minutes: one page, three languages, HTML and PDF."""
