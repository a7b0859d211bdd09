"""Mechanisms, one a file: what happens to people in one phase of the day."""
