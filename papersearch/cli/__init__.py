"""The command line: thin fronts over the Python interface."""

from papersearch.cli.entry import main

__all__ = ["main"]
