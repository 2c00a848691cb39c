"""The command line: thin fronts over the Python interface."""

from papersearch.cli.entry import main, program

__all__ = ["main", "program"]
