"""The documentation says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import orjson
import pytest

from docs import generate, interface
from papersearch.cli.commands import COMMANDS
from papersearch.following.recommend import Reason, Recommendation
from papersearch.render.feed import feed_payload
from papersearch.render.hits import COLUMNS, FORMATS
from papersearch.render.kept import COLUMNS as COLUMNS_OF_KEPT
from papersearch.render.kept import KeptOf, kept_payload
from papersearch.render.payload import answer_payload, paper_payload
from papersearch.render.recommendations import recommendation_payload
from papersearch.types.kept import Kept
from tests.render.conftest import HITS, TOKENS
from tests.render.test_feed import FEED

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OUTPUT = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")


def test_the_page_of_commands_is_what_they_say() -> None:
    assert generate.PAGE.read_text(encoding="utf-8") == generate.page(), "run `make docs`"


def test_the_page_of_python_is_what_docstrings_say() -> None:
    assert generate.PYTHON.read_text(encoding="utf-8") == interface.page(), "run `make docs`"


def test_the_tables_of_keys_are_what_is_declared() -> None:
    assert generate.with_keys(OUTPUT) == OUTPUT, "run `make docs`"
    assert OUTPUT.count("<!-- keys of ") == 10


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    assert f"papersearch {name}" in README


CONTEXTS = list(generate.contexts(generate.root()))


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.command_path)
def test_every_option_has_help(context: click.Context) -> None:
    command = context.command
    assert command.name == context.info_name
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_documented(format_: str) -> None:
    assert f"`{format_}`" in OUTPUT


def test_every_key_of_json_is_documented() -> None:
    payloads = [answer_payload(HITS), answer_payload(HITS)["hits"][0], paper_payload(TOKENS)]
    keys = {key for payload in payloads for key in payload} | set(COLUMNS)
    assert not {key for key in keys if f"`{key}`" not in OUTPUT}


def test_every_key_of_a_feed_is_documented() -> None:
    payload = feed_payload(FEED)
    parts = [payload, payload["papers"][0], payload["papers"][0]["watches"][0]]
    keys = {key for part in [*parts, payload["watches"][0]] for key in part}
    assert not {key for key in keys if f"`{key}`" not in OUTPUT}


def test_every_key_of_a_recommendation_is_documented() -> None:
    payload = recommendation_payload(Recommendation(HITS[0], (Reason(TOKENS, 0.5),)))
    keys = {*payload, *payload["because"][0]}
    assert not {key for key in keys if f"`{key}`" not in OUTPUT}


def test_every_key_of_what_is_kept_is_documented() -> None:
    payload = kept_payload([KeptOf(TOKENS.id, Kept(), TOKENS)])
    keys = {*payload, *payload["papers"][0], *COLUMNS_OF_KEPT, "tag"}
    assert not {key for key in keys if f"`{key}`" not in OUTPUT}


def test_the_example_of_json_has_all_keys() -> None:
    found = re.search(r"```json\n(.*?)```", OUTPUT, re.DOTALL)
    assert found
    example = orjson.loads(found.group(1))
    assert list(example) == list(answer_payload(HITS))
    assert list(example["hits"][0]) == list(answer_payload(HITS)["hits"][0])


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]:
        prose = re.sub(r"`[^`]*`", "", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


PACKAGE = ROOT / "papersearch"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted(ROOT.glob("docs/**/*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_of_the_code_that_pages_name_are_there(page: Path) -> None:
    named = re.findall(r"`([\w/.]+\.py)\b", page.read_text(encoding="utf-8"))
    names = {path.name for path in PACKAGE.rglob("*.py")}
    places = (ROOT, PACKAGE)
    missing = {
        name for name in named if name not in names and not any((p / name).exists() for p in places)
    }
    assert not missing


def test_the_page_for_contributors_names_every_room() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert not {room for room in rooms if f"`{room}/`" not in contributing}
