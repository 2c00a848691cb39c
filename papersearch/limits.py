"""How much of everything is taken, in one place; docs/limits.md says what happens beyond.

What comes from elsewhere (digests, shards, indexes, requests) is bounded by these before any work
is done with it.
"""

from __future__ import annotations

QUERY_CHARACTERS = 10_000
QUERY_RESULTS = 10_000

# Text
ENGINE_BYTES = 1 << 20
