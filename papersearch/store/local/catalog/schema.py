"""What is in ``catalog.sqlite``: the tables, and the number of this format."""

from __future__ import annotations

import zlib

FORMAT = 6
"""Stored as SQLite's ``user_version``; raised whenever an older papersearch would misread."""

APPLICATION_ID = 0x50417365
"""Stored as SQLite's ``application_id`` ("PAse"): another database is not taken for ours."""

TABLES = """
-- One row a fact about the whole index: model identity, generation, ...
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

-- Digest files that were read without a complaint; unchanged ones are not parsed again.
CREATE TABLE sources (source TEXT PRIMARY KEY, fingerprint BLOB NOT NULL) WITHOUT ROWID;

-- What each digest says of a paper. Papers are made from these (paper.merge).
CREATE TABLE entries (
    id TEXT NOT NULL, day TEXT NOT NULL, source TEXT NOT NULL,
    seq INTEGER NOT NULL,               -- grows when the entry is new or has changed
    document BLOB NOT NULL,
    crc INTEGER NOT NULL,               -- crc32(id, day, source, document)
    PRIMARY KEY (id, day, source)
) WITHOUT ROWID;
CREATE INDEX entries_by_source ON entries (source);

-- num is never used twice, and a paper whose text changes gets a new one.
CREATE TABLE papers (
    num INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL,                 -- of all that is embedded
    document BLOB NOT NULL,
    crc INTEGER NOT NULL                -- crc32(id, hash, document)
);

-- pid = num << 16 | ordinal. The embeddings' only true copy.
CREATE TABLE passages (
    pid INTEGER PRIMARY KEY,
    label TEXT NOT NULL,                -- folded label of the section, 'title' for a title alone
    hash BLOB NOT NULL,                 -- of the embedded text
    embedding BLOB NOT NULL,            -- dimension x float16, little-endian, a unit vector
    crc INTEGER NOT NULL                -- crc32(pid, label, hash, embedding)
);

-- Embedded, but not yet part of a committed paper: what an interruption leaves behind.
CREATE TABLE pending (hash BLOB PRIMARY KEY, embedding BLOB NOT NULL) WITHOUT ROWID;

-- The FAISS files of this generation, and the passages in them that are gone.
CREATE TABLE segments (
    name TEXT PRIMARY KEY, factory TEXT NOT NULL, passages INTEGER NOT NULL,
    bytes INTEGER NOT NULL, sha256 BLOB NOT NULL, recall REAL NOT NULL,
    codes_bytes INTEGER NOT NULL DEFAULT 0, codes_sha256 BLOB NOT NULL DEFAULT x''
) WITHOUT ROWID;
CREATE TABLE dead (pid INTEGER PRIMARY KEY);

-- Papers that were removed by hand and must not come back by themselves.
CREATE TABLE removed (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

CATEGORIES = "categories BLOB NOT NULL DEFAULT x''"
"""The column that format 6 adds."""

_FACETS = (
    "CREATE TABLE facets (first INTEGER PRIMARY KEY, papers INTEGER NOT NULL, days BLOB NOT NULL, "
    "labels BLOB NOT NULL, bylines BLOB NOT NULL"
)

FACET_TABLES = (
    # What filters look at, in columns (facets.py): a row for 1,024 numbers of papers from the
    # ``first`` on, ``papers`` of which there are. ``days`` are int32 x 3: number - first, day as
    # yyyymmdd or 0, votes; ``labels`` int32 x 2: pid - (first << 16), label; ``bylines`` the
    # folded authors, ``categories`` the folded subjects, in the order of the numbers.
    f"{_FACETS}, {CATEGORIES})",
    "CREATE TABLE labels (label INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
)

FACETS_OF_3 = (f"{_FACETS})", FACET_TABLES[1])
"""The same from format 3 to 5."""

WORD_TABLES = (
    # The files of words of this generation, and the papers in them that are gone.
    "CREATE TABLE word_segments (name TEXT PRIMARY KEY, papers INTEGER NOT NULL, "
    "bytes INTEGER NOT NULL, sha256 BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE dead_words (name TEXT NOT NULL, num INTEGER NOT NULL, PRIMARY KEY (name, num)) "
    "WITHOUT ROWID",
)

LEARNED_TABLES = (
    # What the corpus taught: float32 arrays of its embedding space, what tokens stand for in
    # another script as JSON [[token, probability], ...], and how doubtful summaries are.
    "CREATE TABLE IF NOT EXISTS arrays "
    "(name TEXT PRIMARY KEY, columns INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS glossary "
    "(token TEXT PRIMARY KEY, others BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS doubts "
    "(num INTEGER PRIMARY KEY, score REAL NOT NULL, missing BLOB NOT NULL)",
    # Embeddings of the model that the index is about to switch to.
    "CREATE TABLE IF NOT EXISTS reembedded "
    "(pid INTEGER PRIMARY KEY, hash BLOB NOT NULL, embedding BLOB NOT NULL)",
)

TABLES_OF_NEW = f"{TABLES} {'; '.join((*FACET_TABLES, *WORD_TABLES, *LEARNED_TABLES))};"
"""What makes the tables of a new catalog, but for those of ``INTEREST_TABLES``."""

INTEREST_TABLES = (
    # When each paper first came into the index. An edited paper gets another number in papers, a
    # removed one may return, an old one is read from another digest: each arrives once.
    "CREATE TABLE IF NOT EXISTS arrivals "
    "(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, "
    "crc INTEGER NOT NULL)",  # crc32(seq, id, at)
    # Standing queries as JSON documents. They look at the papers that arrived after "after", and
    # at those of the day "since" and later where it is not ''.
    "CREATE TABLE IF NOT EXISTS watches "
    "(number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, "
    "document BLOB NOT NULL, after INTEGER NOT NULL, since TEXT NOT NULL, "
    "crc INTEGER NOT NULL)",  # crc32(number, name, document, after, since)
    # The papers that each watch has shown, whatever else it has looked at.
    "CREATE TABLE IF NOT EXISTS shown "
    "(number INTEGER NOT NULL, id TEXT NOT NULL, crc INTEGER NOT NULL, "  # crc32(number, id)
    "PRIMARY KEY (number, id)) WITHOUT ROWID",
    # Papers that the reader likes (1) or dislikes (-1).
    "CREATE TABLE IF NOT EXISTS taste "
    "(id TEXT PRIMARY KEY, opinion INTEGER NOT NULL, crc INTEGER NOT NULL) "  # crc32(id, opinion)
    "WITHOUT ROWID",
    # Tags, note and place on the reading list of each paper that has any, as JSON documents.
    "CREATE TABLE IF NOT EXISTS kept "
    "(id TEXT PRIMARY KEY, document BLOB NOT NULL, crc INTEGER NOT NULL) "  # crc32(id, document)
    "WITHOUT ROWID",
)

ARRIVE = (
    "INSERT INTO arrivals (id, at, crc) "
    "SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 0 FROM papers "
    "WHERE id NOT IN (SELECT id FROM arrivals) ORDER BY num",
    "UPDATE arrivals SET crc = crc32(seq, id, at) WHERE crc = 0",
    # A trigger, so that an older papersearch that writes to this index lets papers arrive as well.
    "CREATE TRIGGER arrive AFTER INSERT ON papers "
    "WHEN NOT EXISTS (SELECT 1 FROM arrivals WHERE id = new.id) BEGIN "
    "INSERT INTO arrivals (id, at, crc) "
    "VALUES (new.id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 0); "
    "UPDATE arrivals SET crc = crc32(seq, id, at) WHERE id = new.id; END",
)
"""Lets the papers of an index arrive that was made before it knew arrivals, and all later ones."""

OLDER = (
    FACETS_OF_3[0],
    # Format 3: the words of papers were counted in rows, and an inverted index followed a log.
    "CREATE TABLE words (num INTEGER PRIMARY KEY, tokens BLOB NOT NULL, crc INTEGER NOT NULL)",
    "CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, num INTEGER NOT NULL)",
    # Formats 1 and 2: rows had no checksums, or got them later, as SQLite writes a column that is
    # added; filters looked at rows; segments had no codes.
    "CREATE TABLE entries (id TEXT NOT NULL, day TEXT NOT NULL, source TEXT NOT NULL, "
    "seq INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY (id, day, source)) WITHOUT ROWID",
    "CREATE TABLE entries (id TEXT NOT NULL, day TEXT NOT NULL, source TEXT NOT NULL, "
    "seq INTEGER NOT NULL, document BLOB NOT NULL, crc INTEGER NOT NULL DEFAULT 0, "
    "PRIMARY KEY (id, day, source)) WITHOUT ROWID",
    "CREATE TABLE papers (num INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
    "hash BLOB NOT NULL, document BLOB NOT NULL)",
    "CREATE TABLE papers (num INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
    "hash BLOB NOT NULL, document BLOB NOT NULL, crc INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE passages (pid INTEGER PRIMARY KEY, label TEXT NOT NULL, hash BLOB NOT NULL, "
    "embedding BLOB NOT NULL)",
    "CREATE TABLE passages (pid INTEGER PRIMARY KEY, label TEXT NOT NULL, hash BLOB NOT NULL, "
    "embedding BLOB NOT NULL, crc INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX passages_by_label ON passages (label)",
    "CREATE TABLE facets (num INTEGER NOT NULL, day TEXT NOT NULL, votes INTEGER, "
    "byline TEXT NOT NULL, PRIMARY KEY (num, day)) WITHOUT ROWID",
    "CREATE INDEX facets_by_day ON facets (day, num)",
    "CREATE TABLE segments (name TEXT PRIMARY KEY, factory TEXT NOT NULL, "
    "passages INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 BLOB NOT NULL, "
    "recall REAL NOT NULL) WITHOUT ROWID",
    "CREATE TABLE reembedded (pid INTEGER PRIMARY KEY, embedding BLOB NOT NULL)",
)
"""What is in catalogs that older papersearches made and that are read or brought up to date."""


def crc32(*values: object) -> int:
    """Return the checksum of a row's values; SQL knows it by the same name."""
    crc = 0
    for value in values:
        data = value if isinstance(value, bytes) else f"{value}".encode(errors="surrogatepass")
        crc = zlib.crc32(data, zlib.crc32(b"\x1f", crc))
    return crc
