"""Roads that fill: lines at their start, and ways that take longer the more people are on them."""
