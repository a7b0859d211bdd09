"""The declared world: tables, their dictionary, reading, writing, checking, explaining."""
