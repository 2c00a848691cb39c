"""Commands say the same of an index in a folder and of a store on Milvus, day after day."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.atlas.conftest import COUNTS, MONTHS
from tests.atlas.conftest import digest as themes
from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO
from tests.following.test_feed import DAY_THREE
from tests.indexing.test_learning import digest

pytest.importorskip("milvus_lite")

Both = Callable[..., str]
_VARIES = re.compile(r"\d+\.\d s\)|urn:uuid:[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:]+Z")


def rounded(value: Any) -> Any:
    """Return JSON with numbers as exact as sums in another order are."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list):
        return [rounded(own) for own in value]
    if isinstance(value, dict):
        return {key: rounded(own) for key, own in value.items()}
    return value


@pytest.fixture
def both(tmp_path: Path, fake_models: object) -> Both:
    """A function that runs a command on both, and returns what both write."""
    places = ("--index", str(tmp_path / "index")), ("--store", f"milvus://{tmp_path}/x.db/papers")

    def run(*arguments: str, code: int = 0) -> str:
        said = []
        for place in places:
            found = invoke(*arguments, *place)
            assert found.exit_code == code, found.output
            said.append(_VARIES.sub("...", found.stdout))
        if "json" in arguments:
            one, other = (rounded(json.loads(own)) for own in said)
            assert one == other
        assert said[0] == said[1] or "json" in arguments
        return said[0]

    return run


@pytest.fixture
def corpus(both: Both, tmp_path: Path) -> Path:
    """A folder of papers of May and July, which both have read and learned from."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    older = digest(64).replace("2024-07-04", "2024-05-04")
    (folder / "1.md").write_text(older, encoding="utf-8")
    (folder / "2.md").write_text(digest(32, 64), encoding="utf-8")
    both("index", str(folder))
    return folder


@pytest.mark.slow
def test_watches_and_what_they_show(both: Both, tmp_path: Path) -> None:
    folder = tmp_path / "days"
    folder.mkdir()
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    (folder / "05.md").write_text(DAY_TWO, encoding="utf-8")
    both("index", str(folder))
    both("watch", "add", "토큰 압축", "--name", "tokens")
    both("watch", "add", "state spaces", "--since", "2024-07", "--min-confidence", "weak")
    both("watch", "add", "again", "--name", "tokens", code=1)
    listed = json.loads(both("watch", "list", "--format", "json"))
    assert [own["name"] for own in listed["watches"]] == ["tokens", "state spaces"]
    assert "Selective" in both("feed", "--peek")
    (folder / "06.md").write_text(DAY_THREE, encoding="utf-8")
    assert "Fewer Tokens" in both("index", str(folder), "--feed")
    (folder / "06.md").write_text(DAY_THREE.replace("빠르게", "천천히"), encoding="utf-8")
    both("index", str(folder))
    both("remove", "2407.00003")
    both("remove", "--undo", "2407.00003")
    both("index", str(folder))
    assert both("feed") == ""  # neither edited papers nor such as return are new
    both("watch", "edit", "tokens", "--rename", "weather", "--text", "날씨")
    assert "Weather Maps" in both("feed", "weather", "--all", "--format", "json")
    both("watch", "remove", "weather", "state spaces")
    both("feed", code=1)


def test_likes_and_what_they_recommend(both: Both, corpus: Path) -> None:
    both("recommend", code=1)
    both("like", "2407.00002", "2407.00010", "2407.00018")
    both("dislike", "2407.00001", "2407.00010")
    both("dislike", "2407.00010", "--undo")
    both("like", "2407.00010")
    assert "2407.00018" in both("like")
    assert both("dislike").startswith("2407.00001")
    for filters in ((), ("--since", "2024-05", "--min-votes", "0"), ("--section", "new")):
        both("recommend", "--format", "json", *filters)
    assert json.loads(both("recommend", "-k", "3", "--format", "json"))["count"] == 3


@pytest.mark.slow
def test_what_a_reader_keeps(both: Both, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is put later stands above: each store is asked at a time of its own.
    monkeypatch.setattr("papersearch.api.keeping._now", lambda: "2026-01-01T00:00:00Z")
    assert both("list") == both("tag") == ""
    both("tag", "to cite", "2407.00002", "2407.00010")
    both("tag", "To Cite", "2407.00018")
    both("tag", "rl", "2407.00010", "2407.00999", code=1)
    assert both("tag") == "3  to cite\n"
    both("note", "2407.00010", "한 줄", "of words")
    assert both("note", "2407.00010") == "한 줄 of words\n"
    both("list", "2407.00010", "2407.00001")
    both("list", "--done", "2407.00002", "2407.00001")
    for arguments in ((), ("--unread",), ("--all",)):
        both("list", *arguments)
        both("list", *arguments, "--format", "markdown")
    both("remove", "2407.00010")
    assert "2407.00010  (not in the index now)" in both("tag", "to cite")
    both("tag", "to cite", "2407.00010", "--undo")
    both("note", "2407.00010", "--remove")
    assert (
        both("list", "--all", "--format", "ids")
        == "2407.00010\n2407.00001\n2407.00002\n2407.00018\n"
    )


def test_the_corpus_from_above(both: Both, tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    for month, counts in zip(MONTHS, COUNTS, strict=True):
        (folder / f"{month}.md").write_text(themes(month, counts), encoding="utf-8")
    both("index", str(folder))
    found = json.loads(both("trends", "protein", "folding", "--format", "json"))
    assert sum(month["near"] for month in found["trends"][0]["months"]) == 28
    for arguments in (
        ("protein", "--section", "new"),
        ("음성 인식", "--since", "2024-02", "--author", "speech"),
        ("nothing of the kind",),
        ("--topics", "4"),
        ("--since", "2030"),
    ):
        both("trends", *arguments, "--format", "json")
    copied = f"milvus://{tmp_path}/copied.db/papers"
    assert invoke("copy", "--from", str(tmp_path / "index"), "--to", copied).exit_code == 0
    pages = []
    for place in (("--index", str(tmp_path / "index")), ("--store", copied)):
        assert invoke("map", "-o", str(tmp_path / "map.html"), *place).exit_code == 0
        pages.append((tmp_path / "map.html").read_bytes())
    assert pages[0] == pages[1]


def test_duplicates_and_the_status(both: Both, corpus: Path) -> None:
    (corpus / "3.md").write_text(digest(20).replace("2024-07-04", "2024-08-01"), encoding="utf-8")
    text = (corpus / "2.md").read_text(encoding="utf-8")
    copied = re.sub(
        r"\]\(https://arxiv.org/abs/[\d.]+\)", "](https://example.org/x)", text, count=1
    )
    (corpus / "4.md").write_text(copied, encoding="utf-8")
    both("index", str(corpus))
    found = json.loads(both("duplicates", "--format", "json"))
    assert found["days"]
    both("duplicates", "--threshold", "0.2")
    both("duplicates", "--format", "ids")
