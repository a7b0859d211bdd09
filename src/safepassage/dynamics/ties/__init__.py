"""Decisions by two systems: people with ties to others."""
