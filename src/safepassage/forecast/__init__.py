"""Scores, baselines, forecasts and their calibration."""
