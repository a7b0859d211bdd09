"""Floods that people know of some days ahead."""
