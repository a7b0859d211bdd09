"""``python -m safepassage``."""

from safepassage.cli import program

if __name__ == "__main__":
    program()
