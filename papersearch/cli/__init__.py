"""The command line: thin fronts over the Python interface."""

from papersearch.cli.app import main

__all__ = ["main"]
