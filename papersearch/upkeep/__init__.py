"""What an index holds, and what of it is wrong."""
