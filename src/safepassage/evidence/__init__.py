"""Claims and sources, the errors that claims are allowed, and what they say about a member."""
