"""The HTTP API of what is the reader's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from papersearch.server.engine import Engine
from tests.web.conftest import client_of, fake

ONE, TWO, THREE = "2407.00001", "2407.00002", "2407.00003"


@pytest.fixture
def api(built: Path, tmp_path: Path) -> Iterator[TestClient]:
    own = Path(shutil.copytree(built, tmp_path / "index"))
    engine = Engine(own, fake(own), threads=1)
    with client_of(engine) as client:
        yield client
    engine.close()


def done(client: TestClient, path: str, **values: Any) -> int:
    answer = client.post(path, json=values)
    assert answer.status_code == 200, answer.text
    count: int = answer.json()["count"]
    return count


def test_likes_and_what_they_recommend(api: TestClient) -> None:
    assert api.get("/api/recommend").json()["type"] == "TooFewLikes"
    assert done(api, "/api/likes", id=[ONE, TWO, f"https://arxiv.org/abs/{THREE}"]) == 3
    assert done(api, "/api/likes", id=[TWO], liked=False) == 1
    assert api.get("/api/likes").json() == {"liked": [ONE, THREE], "disliked": [TWO]}
    assert done(api, "/api/likes", id=[TWO], liked=False, undo=True) == 1
    assert done(api, "/api/likes", id=[TWO]) == 1
    found = api.get("/api/recommend?k=5").json()
    assert found["count"] == len(found["hits"]) == 1
    assert {own["id"] for own in found["hits"][0]["because"]} <= {ONE, TWO, THREE}


def test_watches_and_their_feed(api: TestClient) -> None:
    assert api.get("/api/feed").status_code == 404
    wanted = {"text": "visual tokens", "name": "t", "min_confidence": "weak", "since": "2024-07-01"}
    made = api.post("/api/watches", json={**wanted, "min_votes": 3, "author": ["Lima"]}).json()
    assert made["filters"] == {"authors": ["Lima"], "min_votes": 3}
    assert api.get("/api/watches").json() == {"count": 1, "watches": [made]}
    assert api.post("/api/watches", json=wanted).status_code == 409
    fresh = [own["id"] for own in api.get("/api/feed").json()["papers"]]
    assert fresh == [ONE]
    assert done(api, "/api/feed/read", id=[ONE, THREE]) == 1
    assert api.get("/api/feed").json()["count"] == 0
    assert api.get("/api/feed?watch=t&since=2024").json()["count"] == 1
    assert done(api, "/api/watches/remove", name="t") == 1
    assert api.post("/api/watches/remove", json={"name": "t"}).status_code == 404


def test_what_is_kept(api: TestClient) -> None:
    assert done(api, "/api/kept", id=[ONE, TWO], tag=["a", "b"], listed=True) == 2
    assert done(api, "/api/kept", id=[ONE], untag=["b"], note="x", read=True) == 1
    one, two = api.get("/api/kept").json()["papers"]
    assert (one["tags"], one["note"], bool(one["listed"]), bool(one["read"])) == (
        ["a"],
        "x",
        True,
        True,
    )
    assert (two["tags"], two["note"], bool(two["read"])) == (["a", "b"], "", False)
    assert [own["id"] for own in api.get("/api/kept?tag=B").json()["papers"]] == [TWO]
    done(api, "/api/kept", id=[ONE], note="", listed=False, untag=["a"])
    assert api.get("/api/kept").json()["count"] == 1


@pytest.mark.parametrize(
    ("path", "values", "said"),
    [
        ("/api/likes", {}, "id is missing"),
        ("/api/likes", {"id": [ONE], "liked": "yes"}, "liked is not true or false"),
        ("/api/likes", {"id": "2407.99999"}, "2407.99999"),
        ("/api/kept", {"id": [ONE], "tag": " "}, "tag"),
        ("/api/kept", {"id": [ONE], "note": "x" * 20_001}, "20,000"),
        ("/api/watches", {"text": ""}, "empty"),
        ("/api/watches", {"text": 'say "this"'}, "plain text"),
        ("/api/watches", {"text": "x", "min_confidence": "sure"}, "sure"),
        ("/api/watches/remove", {}, "no watch"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: TestClient, path: str, values: dict[str, Any], said: str
) -> None:
    answer = api.post(path, json=values)
    assert answer.status_code in (400, 404)
    assert said in answer.json()["message"]
