"""Movers and stayers: some of those who come to rest at a place stay for long."""
