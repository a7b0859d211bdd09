"""``python -m safepassage``."""

from safepassage.cli import main

if __name__ == "__main__":
    main()
