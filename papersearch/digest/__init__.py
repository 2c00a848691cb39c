"""Digest files in Markdown, Hugging Face's JSON and JSON Lines become entries of papers."""

from papersearch.digest.files import QUIET, SUFFIXES, UNREADABLE, Found, find, found
from papersearch.digest.jsonl import dump
from papersearch.digest.reader import parse_bytes, read, read_from, source_of
from papersearch.digest.telling import PassedOver, summed, without_papers
from papersearch.digest.types import Digest, Problem

__all__ = [
    "QUIET",
    "SUFFIXES",
    "UNREADABLE",
    "Digest",
    "Found",
    "PassedOver",
    "Problem",
    "dump",
    "find",
    "found",
    "parse_bytes",
    "read",
    "read_from",
    "source_of",
    "summed",
    "without_papers",
]
