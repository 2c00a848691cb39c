"""Liking papers and being recommended others, as people and scripts do it, with the real model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from click.testing import Result

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO
from tests.following.test_feed import DAY_THREE

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A function that runs a command on an index of three days."""
    folder = tmp_path_factory.mktemp("taste")
    for name, text in (("4", DAY_ONE), ("5", DAY_TWO), ("6", DAY_THREE)):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    index = str(folder / "index")
    assert invoke("index", str(folder), "--index", index).exit_code == 0
    return lambda *arguments: invoke(*arguments, "--index", index)


def test_from_liking_to_being_recommended(run: Run) -> None:
    result = run("recommend")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "error: 0 papers are liked, and it takes 3 to recommend others: name some with "
        "`papersearch like ID`\n"
    )
    assert run("like").stderr == "0 liked\n"
    assert run("like", "2407.00001", "2407.00002", "2407.00003").stderr == "3 liked; 3 in all\n"
    assert run("dislike", "https://arxiv.org/abs/2407.00005v1").stderr == "1 disliked; 1 in all\n"
    assert run("like").stdout.splitlines()[1] == "2407.00002  Speaking Machines"
    table = run("recommend")
    assert table.exit_code == 0
    assert re.match(r"1 +\d{1,3}  ", table.stdout)
    assert "Fewer Tokens" in table.stdout
    assert "as you like TokenSqueeze" in table.stdout
    answer = json.loads(run("recommend", "--format", "json").stdout)
    assert [hit["id"] for hit in answer["hits"]] == ["2407.00004"]
    assert answer["hits"][0]["because"][0]["id"] == "2407.00001"
    nothing = run("recommend", "--min-votes", "100")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert nothing.stderr == "nothing found: no paper has 100 votes or more\n"
    undone = run("dislike", "--undo", "2407.00005", "2407.00001").stderr
    assert undone == "1 no longer disliked, 1 was not; 0 in all\n"
    assert run("recommend", "--format", "ids").stdout.split()[0] == "2407.00004"


def test_what_is_said_is_counted_by_papers_and_says_what_is_new(run: Run) -> None:
    one, two, three = "2407.00001", "2407.00002", "2407.00003"
    link = f"https://arxiv.org/abs/{one}v2"
    run("like", one, two, three, "--undo")
    run("dislike", one, two, three, "--undo")
    said = {
        ("like", one, link, one): "1 liked; 1 in all",
        ("like", link): "1 liked already; 1 in all",
        ("like", two, one): "2 liked, 1 of them already; 2 in all",
        ("dislike", one): "1 disliked, liked before; 1 in all",
        ("dislike", one, two, three): "3 disliked, 1 of them already, 1 of them liked before; "
        "3 in all",
        ("like", one, two): "2 liked, disliked before; 2 in all",
        ("like", "--undo", link, one, three): "1 no longer liked, 1 was not; 1 in all",
        ("like", "--undo", one, "2407.09999", link): "0 no longer liked, 2 were not; 1 in all",
    }
    for arguments, told in said.items():
        result = run(*arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"{told}\n")
    assert run("like").stdout.split()[0] == two
    run("like", "--undo", two)
    run("dislike", "--undo", three)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("like", "2407.09999"), 1, "no paper 2407.09999 in the index"),
        (("like", "--undo"), 2, "--undo of which papers? give their ids"),
        (("recommend", "-k", "0"), 2, "cannot return 0 papers"),
        (("recommend", "--since", "x"), 2, "'x' is no date"),
    ],
)
def test_mistakes_get_one_line(
    run: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_liked_paper_that_is_gone_is_listed(run: Run) -> None:
    run("dislike", "2407.00005")
    run("remove", "2407.00005")
    assert run("dislike").stdout == "2407.00005  (not in the index now)\n"
    assert run("dislike", "2407.00005", "--undo").stderr == "1 no longer disliked; 0 in all\n"
