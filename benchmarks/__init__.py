"""Timings of whole runs: `make bench CASES=dir`. Tests hold no timings; these are ratios."""
