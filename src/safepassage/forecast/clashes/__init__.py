"""Clashes between armed groups by area and month, as a risk to those who live there."""
