"""In which order to clear contaminated places."""
