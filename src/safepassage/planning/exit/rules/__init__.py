"""The rules of an exit, one file a rule."""
