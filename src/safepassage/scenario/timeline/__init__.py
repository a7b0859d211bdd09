"""The declared world by day, worked out once for everything that reads it."""
