"""Markdown and HTML into entries: one tree of elements, and the shapes in it that are papers."""

from papersearch.digest.pages.page import read_html, read_markdown

__all__ = ["read_html", "read_markdown"]
