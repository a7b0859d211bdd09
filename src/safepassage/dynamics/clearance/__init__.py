"""Teams clear contaminated places."""
