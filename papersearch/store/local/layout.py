"""The names of all that is in an index's folder, known before any of it is opened."""

from __future__ import annotations

import re

from papersearch.files import INDEX_MARK

MARK = INDEX_MARK
CATALOG = "catalog.sqlite"
LOCK = "writer.lock"
HOLDER = "writer.lock.holder"
VECTORS = "vectors"
WORDS = "words"
LEXICAL = "lexical"
CODES_SUFFIX = ".codes"

FILES = (MARK, CATALOG, *(CATALOG + end for end in ("-wal", "-shm", "-journal")), LOCK, HOLDER)

SEGMENT_NAME = re.compile(r"[0-9a-f]{16}\.faiss")
SEGMENT_FILES = re.compile(r"[0-9a-f]{16}\.(?:faiss|codes)")
WORDS_NAME = re.compile(r"[0-9a-f]{16}\.safetensors")
WORDS_FILES = re.compile(r"[0-9a-f]{16}\.(?:safetensors|words)")
LEXICAL_FILES = re.compile(
    r"[0-9a-f]{32}\.(?:(?:fast|fieldnorm|idx|pos|store|term)(?:\.temp)?|[0-9]+\.del)"
    r"|(?:meta|\.managed)\.json|\.tantivy-(?:meta|writer)\.lock"
    r"|\.tmp[0-9A-Za-z]{6}|\.mode\.[0-9a-f]{8}\.tmp"
)
"""Whole names of files that may be removed: no other is."""

FOLDERS = {VECTORS: SEGMENT_FILES, WORDS: WORDS_FILES, LEXICAL: LEXICAL_FILES}
