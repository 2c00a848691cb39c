"""The Python interface, put together from parts."""
