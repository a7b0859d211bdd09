"""People go home, where a house is free."""
