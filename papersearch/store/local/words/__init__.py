"""The words of an index folder's papers, and what they score."""
