"""Other programs' formats: one module or package a format."""
