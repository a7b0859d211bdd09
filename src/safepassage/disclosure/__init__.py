"""Disclosure control: what may leave, how coarse, and with which label."""
