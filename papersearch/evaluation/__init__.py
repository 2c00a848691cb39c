"""Measures, judged queries, and settings compared by them."""
