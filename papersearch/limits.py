"""How much of everything is taken, in one place; docs/limits.md says what happens beyond.

What comes from elsewhere (digests, shards, indexes, requests) is bounded by these before any work
is done with it.
"""

from __future__ import annotations

QUERY_CHARACTERS = 10_000
QUERY_RESULTS = 10_000

# Models and shards
MODEL_SETTINGS_BYTES = 16 << 20
"""Of one JSON file of a model's settings, but for its vocabulary."""
REMEMBERED_MODELS = 1000
"""Models that the user has named, of which the latest are remembered."""
SHARD_SAMPLE = 4
"""Vectors of a shard that are embedded again before any of it is taken."""
