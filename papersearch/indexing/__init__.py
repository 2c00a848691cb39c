"""The write path: what is new, embed it, commit it, learn from it."""
