"""Which candidate sites to open, and how large."""
