"""``python -m papersearch``."""

from papersearch.cli import main

if __name__ == "__main__":
    main()
