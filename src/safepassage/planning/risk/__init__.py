"""Risks for people and for those who receive them: exit dates, access, clashes, shares by side."""
