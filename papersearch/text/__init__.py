"""Pure functions on texts."""
