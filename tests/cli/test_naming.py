"""A paper is named by its id or by any writing of its address, to every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papersearch.embedding.fake import FakeEmbedder
from tests.cli.test_commands import invoke

DIGEST = """## Daily Papers (2025-03-04)

### [Paged Attention for Tiny Devices](https://arxiv.org/abs/2503.00001v2)

- **What**: pages

### [Sheep Counting](https://openreview.net/forum?id=aBcDeFgHiJ)

- **What**: sheep

### [A Plain Page](https://example.org/papers/plain?x=1&y=2)

- **What**: plain

### [A Journal's Paper](https://doi.org/10.1145/1234.5678)

- **What**: journal
"""
LINKS = {
    "2503.00001": [
        "2503.00001v1",
        "arXiv:2503.00001",
        "https://arxiv.org/pdf/2503.00001v3.pdf",
        "https://huggingface.co/papers/2503.00001",
        "10.48550/arXiv.2503.00001",
    ],
    "openreview:aBcDeFgHiJ": ["openreview.net/pdf?id=aBcDeFgHiJ"],
    "doi:10.1145/1234.5678": ["doi:10.1145/1234.5678", "10.1145/1234.5678"],
}


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_models: FakeEmbedder) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text(DIGEST, encoding="utf-8")
    assert invoke("index", "a.md").exit_code == 0
    return tmp_path / "index"


def printed() -> dict[str, str]:
    """Return the link that `query` prints of each paper, by id."""
    answer = json.loads(invoke("query", "what", "-k", "9", "--format", "json").stdout)
    return {hit["id"]: hit["url"] for hit in answer["hits"]}


def writings() -> list[tuple[str, str]]:
    links = printed()
    assert len(links) == 4
    return [(id_, text) for id_, url in links.items() for text in (id_, url, *LINKS.get(id_, ()))]


def test_every_writing_is_shown(index: Path) -> None:
    for id_, text in writings():
        shown = invoke("show", text, "--format", "json")
        assert shown.exit_code == 0, shown.stderr
        assert json.loads(shown.stdout)["id"] == id_
        assert invoke("similar", text).exit_code == 0


def test_every_writing_is_liked_and_no_longer(index: Path) -> None:
    for id_, text in writings():
        for command in ("like", "dislike"):
            assert invoke(command, text).exit_code == 0
            assert id_ in invoke(command).stdout
            assert invoke(command, text, "--undo").exit_code == 0
            assert id_ not in invoke(command).stdout


def test_every_writing_is_removed_and_brought_back(index: Path) -> None:
    for _, text in writings():
        assert invoke("remove", text).stderr == "1 removed\n"
        assert invoke("remove", text, "--undo").stderr.startswith("1 of 1 had been removed")
        Path("a.md").write_text(Path("a.md").read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert "1 new" in invoke("index", "a.md").stdout


@pytest.mark.parametrize("command", ["show", "similar", "like", "remove"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2503.000012", "error: no paper 2503.000012 in the index: it has no 4 or 5 digits"),
        ("arXiv:2503.001", "error: no paper arXiv:2503.001 in the index: it has no 4 or 5"),
        ("https://example.org/else", "error: no paper https://example.org/else in the index: `"),
        ("https://arxiv.org/abs/2503.000012", "error: no paper https://arxiv.org/abs/2503.000012"),
    ],
)
def test_what_is_no_paper_is_named_as_it_was_written(
    index: Path, command: str, text: str, said: str
) -> None:
    result = invoke(command, text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(said)
