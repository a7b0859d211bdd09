"""Counts by day and place, with nothing else: enough for a forecast."""
