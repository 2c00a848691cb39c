"""Values into strings, for people and for programs."""
