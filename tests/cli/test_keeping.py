"""Tags, notes and the reading list, as people and scripts keep them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO

Run = Callable[..., Result]
ONE, TWO, THREE = "2407.00001", "2407.00002", "2407.00003"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is a second further whenever it is looked at."""
    seconds = itertools.count()
    monkeypatch.setattr(
        "papersearch.api.keeping._now", lambda: f"2024-08-01T00:00:{next(seconds):02}Z"
    )


@pytest.fixture
def run(tmp_path: Path, fake_models: object) -> Run:
    """A function that runs a command on an index of two days."""
    (tmp_path / "4.md").write_text(DAY_ONE, encoding="utf-8")
    (tmp_path / "5.md").write_text(DAY_TWO, encoding="utf-8")
    index = str(tmp_path / "index")
    assert invoke("index", str(tmp_path), "--index", index).exit_code == 0
    return lambda *arguments, **options: invoke(*arguments, "--index", index, **options)


def said(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


def test_from_nothing_to_a_reading_list(run: Run) -> None:
    nothing = "nothing on the reading list: `papersearch list ID` puts a paper on it\n"
    assert said(run("list")) == (0, "", nothing)
    assert said(run("list", ONE)) == (0, "", "1 on the reading list\n")
    assert said(run("list", f"https://arxiv.org/abs/{TWO}v1", TWO, ONE))[2][:1] == "2"
    table = run("list")
    assert table.stderr == "2 unread, 0 read\n"
    assert table.stdout.startswith("[ ]  Speaking Machines")
    assert "\n     on the list since 2024-08-01\n" in table.stdout
    assert "\n\n[ ]  TokenSqueeze" in table.stdout
    assert run("list", "--done", ONE).stderr == "1 read\n"
    table = run("list")
    assert table.stderr == "1 unread, 1 read\n"
    assert table.stdout.startswith("[ ]  Speaking Machines")
    assert "\n[x]  TokenSqueeze" in table.stdout
    assert run("list", "--unread", "--format", "ids").stdout == f"{TWO}\n"
    assert run("list", "--format", "ids").stdout == f"{TWO}\n{ONE}\n"
    assert run("list", "--done", "--undo", ONE, TWO).stderr == "1 unread again\n"
    assert run("list", "--done", ONE, TWO).stderr == "2 read\n"
    assert said(run("list", "--unread")) == (0, "", "nothing unread on the reading list\n")
    assert run("list", "--undo", ONE, THREE).stderr == "1 taken off the reading list\n"
    assert run("list", "--format", "ids").stdout == f"{TWO}\n"


def test_tags(run: Run) -> None:
    none = "no tags: `papersearch tag NAME ID` gives a paper one\n"
    assert said(run("tag")) == (0, "", none)
    assert said(run("tag", "To  Cite", ONE, TWO)) == (0, "", "2 tagged To Cite\n")
    assert run("tag", "to cite", THREE).stderr == "1 tagged to cite\n"
    assert run("tag", "rl", ONE).exit_code == 0
    assert said(run("tag")) == (0, "1  rl\n3  To Cite\n", "2 tags\n")
    tags = json.loads(run("tag", "--format", "json").stdout)["tags"]
    assert tags == [{"tag": "rl", "papers": 1}, {"tag": "To Cite", "papers": 3}]
    assert run("tag", "TO CITE", "--format", "ids").stdout == f"{ONE}\n{TWO}\n{THREE}\n"
    cited = run("tag", "rl", "--format", "bibtex")
    assert cited.stdout.startswith("@misc{lima2024tokensqueeze,")
    assert "tags: rl, To Cite" in run("tag", "rl").stdout
    unknown = "no papers tagged vision: `papersearch tag` lists the tags\n"
    assert said(run("tag", "vision")) == (0, "", unknown)
    link = f"https://arxiv.org/abs/{ONE}"
    for own in (ONE, link):
        first = f"the tag's name comes first, `papersearch tag NAME {ONE}`"
        assert said(run("tag", own)) == (0, "", f"{own} is a paper and no tag: {first}\n")
    assert run("tag", "x" * 5000).stderr.endswith("`papersearch tag` lists the tags\n")
    assert run("tag", "To cite", ONE, "--undo").stderr == "1 no longer tagged To cite\n"
    assert run("tag").stdout == "1  rl\n2  To Cite\n"


def test_notes(run: Run) -> None:
    none = f"no note on {ONE}: `papersearch note {ONE} TEXT` keeps one\n"
    assert said(run("note", ONE)) == (0, "", none)
    assert said(run("note", ONE, "two", "words")) == (0, "", "note kept\n")
    assert said(run("note", ONE)) == (0, "two words\n", "")
    text = "\r\nfirst\r\n\r\n  시각 \x1b[31m토큰\n"
    assert said(run("note", ONE, "-", stdin=text)) == (0, "", "note replaced\n")
    assert run("note", f"https://arxiv.org/abs/{ONE}").stdout == "first\n\n  시각  [31m토큰\n"
    assert "\nNote\n  first\n\n    시각" in run("show", ONE).stdout
    assert said(run("note", ONE, "--remove")) == (0, "", "note removed\n")
    assert said(run("note", ONE, "--remove")) == (0, "", "there was no note\n")
    empty = run("note", ONE, "-", stdin=" \n")
    assert (empty.exit_code, empty.stdout) == (2, "")
    assert "there is nothing on standard input" in empty.stderr


@pytest.mark.parametrize("length", [20_001, 1 << 20])
def test_a_note_that_is_too_long_changes_nothing(run: Run, length: int) -> None:
    run("note", ONE, "before")
    result = run("note", ONE, "-", stdin="x" * length)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "20,000" in result.stderr
    assert result.stderr.count("\n") == 1
    assert run("note", ONE).stdout == "before\n"


def test_everything_that_is_kept(run: Run) -> None:
    nothing = "nothing is kept: `papersearch list`, `tag` and `note` keep something of papers\n"
    assert said(run("list", "--all")) == (0, "", nothing)
    run("tag", "rl", ONE)
    run("note", TWO, "words")
    run("list", THREE)
    assert run("list", "--all").stderr == "3 kept\n"
    found = json.loads(run("list", "--all", "--format", "json").stdout)
    assert found["count"] == 3
    own = {paper["id"]: paper for paper in found["papers"]}
    assert list(own) == [THREE, ONE, TWO]
    assert (own[ONE]["tags"], own[TWO]["note"], bool(own[THREE]["listed"])) == (
        ["rl"],
        "words",
        True,
    )
    assert own[ONE]["title"].startswith("TokenSqueeze")


def test_a_paper_that_is_gone_is_listed(run: Run) -> None:
    run("list", ONE, TWO)
    run("note", TWO, "words")
    run("remove", TWO)
    assert "[ ]  2407.00002  (not in the index now)\n" in run("list").stdout
    assert run("note", TWO).stdout == "words\n"
    gone = json.loads(run("list", "--format", "json").stdout)["papers"][1]
    assert (gone["id"], gone["title"], gone["indexed"]) == (TWO, "", False)
    assert TWO not in run("list", "--format", "bibtex").stdout
    assert run("note", TWO, "other words").exit_code == 1
    assert run("note", TWO, "--remove").stderr == "note removed\n"
    assert run("list", TWO, "--undo").stderr == "1 taken off the reading list\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("list", "2407.09999"), 1, "no paper 2407.09999 in the index"),
        (("list", "--undo"), 2, "--undo of which papers? give their ids"),
        (("list", "--done"), 2, "--done of which papers? give their ids"),
        (("list", ONE, "--unread"), 2, "--unread and --all show the list: give no ids"),
        (("list", "--all", "--unread"), 2, "give one of them"),
        (("tag", "rl", ONE, "2407.09999"), 1, "no paper 2407.09999 in the index"),
        (("tag", "rl", "--undo"), 2, "--undo of which papers?"),
        (("tag", "--format", "ids"), 2, "tags are written as table or json"),
        (("tag", "x" * 61, ONE), 2, "a tag has up to 60 characters"),
        (("tag", "\u202e\x1b", ONE), 2, "a tag needs a letter"),
        (("note", "2407.09999"), 1, "no paper 2407.09999 in the index"),
        (("note", "2407.09999", "x"), 1, "no paper 2407.09999 in the index"),
        (("note", ONE, " "), 2, "there is nothing in the text"),
        (("note", ONE, "x", "--remove"), 2, "--remove takes the note away"),
    ],
)
def test_mistakes_get_one_line(
    run: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert run("list", "--all").stdout == ""


def test_a_copy_has_what_is_kept_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    run("tag", "rl", ONE)
    places = ("--from", str(tmp_path / "index"), "--to", str(tmp_path / "copy"))
    assert invoke("copy", *places).exit_code == 0
    assert invoke("tag", "--index", str(tmp_path / "copy")).stdout == ""
    assert invoke("copy", *places, "--kept").exit_code == 0
    assert invoke("tag", "--index", str(tmp_path / "copy")).stdout == "1  rl\n"
