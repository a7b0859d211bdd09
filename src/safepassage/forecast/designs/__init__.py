"""Designs of points on 0..1 for sensitivity analysis, and what their outputs say."""
