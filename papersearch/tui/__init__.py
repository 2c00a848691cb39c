"""The index in a terminal, to browse."""
