"""The best path alone, and major routes."""
