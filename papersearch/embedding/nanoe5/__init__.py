"""The C engine, and the weights that it reads."""
