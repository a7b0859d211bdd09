"""Forecasts of a crisis in which nobody has been registered yet, and their scores."""
