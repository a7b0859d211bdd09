"""The day, its phases and the run of an ensemble."""
