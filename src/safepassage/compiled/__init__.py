"""Scenario → integer-indexed arrays: the only thing a kernel sees."""
