"""The standard normal distribution, as far as ranges of 5 to 95 % need it."""

Z95 = 1.6448536269514722
"""Its 95 % point."""
