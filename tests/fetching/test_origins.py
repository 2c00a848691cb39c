"""Sources as people write them."""

from __future__ import annotations

import pytest

from papersearch.errors import UsageError
from papersearch.fetching import Origin, is_origin, origins


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("hf", ["hf"]),
        ("HF", ["hf"]),
        ("arxiv:cs.CL", ["arxiv:cs.CL"]),
        ("arxiv:cs.CL, cs.CV,cs.CL", ["arxiv:cs.CL", "arxiv:cs.CV"]),
        ("arXiv:stat.ML+hep-th", ["arxiv:stat.ML", "arxiv:hep-th"]),
        ("arxiv:cond-mat.dis-nn", ["arxiv:cond-mat.dis-nn"]),
        ("arxiv:cs.cl,STAT.ml", ["arxiv:cs.CL", "arxiv:stat.ML"]),
        ("github:owner/repo", ["github:owner/repo"]),
        ("github:owner/repo/daily/2026/", ["github:owner/repo/daily/2026"]),
        ("https://github.com/owner/repo.git", ["github:owner/repo"]),
        ("https://github.com/owner/repo/tree/main/daily", ["github:owner/repo/daily"]),
        (
            "https://github.com/owner/repo/blob/main/README.md",
            ["https://raw.githubusercontent.com/owner/repo/main/README.md"],
        ),
        ("https://example.org/feed.xml?a=1", ["https://example.org/feed.xml?a=1"]),
    ],
)
def test_sources(text: str, wanted: list[str]) -> None:
    assert [str(own) for own in origins(text)] == wanted
    assert is_origin(text)
    for own in wanted:
        assert [str(again) for again in origins(own)] == [own], "what is remembered is read again"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "hf:",
        "hf:2026",
        "arxiv:",
        "arxiv:cs.CL,",
        "arxiv:../..",
        "arxiv:cs.CL&set=x",
        "github:owner",
        "github:owner/..",
        "github:owner/repo/../..",
        "github:owner/repo?x",
        "https://",
        "https://a b",
        "https://[",
        "https://example.org:port/",
        "file:///etc/passwd",
        "https://github.com/owner/repo/tree/next/daily",
        "ftp://example.org/feed.xml",
    ],
)
def test_what_is_no_source(text: str) -> None:
    if text != "hf:":
        with pytest.raises(UsageError, match=r"is no|is not|only the default"):
            origins(text)


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("hf", "hf"),
        ("arxiv:cs.CL", "arxiv-cs.CL"),
        ("github:owner/repo/daily notes", "github-owner-repo-daily-notes"),
        ("https://me:secret@example.org/a/feed.xml", "example.org-a-feed.xml"),
        ("https://example.org/%2e%2e/%2Fetc", "example.org-..-etc"),
        ("https://example.org", "example.org"),
    ],
)
def test_each_has_a_folder_of_its_own(text: str, folder: str) -> None:
    if "daily notes" in text:
        assert Origin("github", "owner/repo/daily notes").folder == folder
    else:
        [own] = origins(text)
        assert own.folder == folder


def test_long_addresses_and_those_with_a_query_have_names_that_differ() -> None:
    texts = [f"https://example.org/feed?page={own}&key=hunter" for own in range(20)]
    texts += [f"https://example.org/{'long/' * 40}{own}" for own in range(20)]
    folders = {own.folder for text in texts for own in origins(text)}
    assert len(folders) == 40
    assert all(len(own) < 80 and "hunter" not in own and "/" not in own for own in folders)


def test_a_password_is_not_shown() -> None:
    [own] = origins("https://me:secret@example.org/feed.xml")
    assert "secret" not in own.shown


def test_a_key_is_not_shown() -> None:
    [own] = origins("https://example.org/feed?user=me&api_key=hunter2&Token=hunter3&page=1&sig")
    assert own.shown == "https://example.org/feed?user=me&api_key=***&Token=***&page=1&sig"
    assert origins("hf")[0].shown == "hf"
