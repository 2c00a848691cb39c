"""Digest files in Markdown, Hugging Face's JSON and JSON Lines become entries of papers."""

from papersearch.digest.files import SUFFIXES, find
from papersearch.digest.jsonl import dump
from papersearch.digest.reader import parse_bytes, read, read_from, source_of
from papersearch.digest.telling import summed
from papersearch.digest.types import Digest, Problem

__all__ = [
    "SUFFIXES",
    "Digest",
    "Problem",
    "dump",
    "find",
    "parse_bytes",
    "read",
    "read_from",
    "source_of",
    "summed",
]
