"""How many types people with ties are divided into."""

CAMP_DAYS = 8
"""Values of the counter of days in a camp: 0 to 6, and 7 for a longer time."""
MOST = 10
"""Ties to which a crowd can bring somebody; more are only there at the start."""
