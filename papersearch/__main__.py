"""``python -m papersearch``."""

from papersearch.cli import program

if __name__ == "__main__":
    program()
