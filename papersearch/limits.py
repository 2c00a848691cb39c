"""How much of everything is taken, in one place; docs/limits.md says what happens beyond.

What comes from elsewhere (digests, shards, indexes, requests) is bounded by these before any work
is done with it.
"""

from __future__ import annotations

QUERY_CHARACTERS = 10_000
QUERY_RESULTS = 10_000

# Questions: the same for the command line, HTTP, MCP and Python.
FILTER_VOTES = 999_999_999
FILTER_VALUES = 20
FILTER_CHARACTERS = 200

# Servers: how long each step of a client may take, in seconds, and how much there may be of it.
CONNECTIONS = 1000
HEADER_SECONDS = 10
BODY_SECONDS = 20
IDLE_SECONDS = 75
ANSWER_SECONDS = 60
QUERY_SECONDS = 30
HEADER_BYTES = 64 * 1024
QUERIES_WAITING = 256
COOKIE_DAYS = 30

# The socket beside a server, for commands of the same user.
NEARBY_CONNECTIONS = 64
NEARBY_QUESTION_BYTES = 128 * 1024
NEARBY_ANSWER_BYTES = 64 * 1024 * 1024

# An index made elsewhere.
CATALOG_VALUE_BYTES = 1 << 27
PAPER_NUMBERS = 1 << 25

# Models and shards
MODEL_SETTINGS_BYTES = 16 << 20
"""Of one JSON file of a model's settings, but for its vocabulary."""
REMEMBERED_MODELS = 1000
"""Models that the user has named, of which the latest are remembered."""
SHARD_SAMPLE = 4
"""Vectors of a shard that are embedded again before any of it is taken."""
# Text
ENGINE_BYTES = 1 << 20
