"""``make docs``: docs/cli.md from the commands' own help, and what other pages show.

The tables of docs/output.md below ``<!-- keys of Hit -->`` are made from what is declared.

Files below ``<!-- file NAME -->`` are those of the examples.

In README.md and some pages beside this file, each ``console`` block keeps its lines that begin
with "$ " and gets what they print over the sample digests. A test compares all but these.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from docs import interface
from papersearch.cli.app import papersearch
from papersearch.render import payload_types
from papersearch.render.json_schema import Schema, declared

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("cli.md")
OUTPUT = PAGE.with_name("output.md")
PYTHON = PAGE.with_name("python.md")
SHOWN = (
    ROOT / "README.md",
    PAGE.with_name("formats.md"),
    PAGE.with_name("watches.md"),
    PAGE.with_name("recommend.md"),
)
"""Pages that show output; each begins without an index."""

HEAD = "# Commands\n\nWhat `papersearch COMMAND --help` prints; `make docs` writes this page.\n"
_KEYS = re.compile(r"(<!-- keys of (\w+)(?: beyond (\w+))? -->\n)(?:\|.*\n)*")
_FILE = re.compile(r"<!-- file (\S+) -->\n(?:````\w*\n.*?\n````\n)?", re.DOTALL)
_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def page() -> str:
    """Return docs/cli.md as it should be."""
    group = root()
    parts = [HEAD, _block(papersearch.get_help(group))]
    parts += [
        f"## {context.command_path}\n\n{_block(context.command.get_help(context))}"
        for context in contexts(group)
    ]
    return "\n".join(parts)


def root() -> click.Context:
    """Return the context of the whole program, in columns that a page has."""
    settings = {**papersearch.context_settings, "terminal_width": 88, "max_content_width": 88}
    return click.Context(papersearch, info_name="papersearch", **settings)


def contexts(parent: click.Context) -> Iterator[click.Context]:
    """Yield the contexts of all commands of a group, and of groups within it."""
    group = parent.command
    if isinstance(group, click.Group):
        for name in group.list_commands(parent):
            command = group.get_command(parent, name)
            assert command is not None
            context = click.Context(command, info_name=name, parent=parent)
            yield context
            yield from contexts(context)


def with_keys(text: str) -> str:
    """Return docs/output.md as it should be."""
    return _KEYS.sub(lambda place: place[1] + _keys(place[2], place[3]), text)


def _keys(name: str, known: str | None) -> str:
    properties = declared(getattr(payload_types, name))["properties"]
    skipped = declared(getattr(payload_types, known))["properties"] if known else ()
    rows = [
        f"| `{key}` | {_kind(schema)} | {schema['description']} |\n"
        for key, schema in properties.items()
        if key not in skipped
    ]
    return "".join(["| key | type | what |\n|---|---|---|\n", *rows])


def _kind(schema: Schema) -> str:
    """Return the type of a value in words."""
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return " or ".join(_KINDS.get(kind, kind) for kind in kinds)


_KINDS = {"string": "text", "boolean": "true or false", "integer": "number", "array": "list"}


def with_files(text: str) -> str:
    """Return a page with the files that it names, each as a block below its name."""
    return _FILE.sub(lambda place: f"<!-- file {place[1]} -->\n{_file(place[1])}", text)


def _file(name: str) -> str:
    kind = Path(name).suffix[1:].replace("md", "markdown")
    text = (ROOT / name).read_text(encoding="utf-8").rstrip()
    return f"````{kind}\n{text}\n````\n"


def shown(text: str) -> str:
    """Return a page with fresh output in its console blocks."""
    with tempfile.TemporaryDirectory() as folder:
        # The place of the index shows in the answers, and should read as by default.
        index = Path(folder) / "index"
        return _CONSOLE.sub(lambda block: _console(block.group(1), index), text)


def _console(block: str, index: Path) -> str:
    shown = []
    for line in block.splitlines():
        if line.startswith("$ "):
            shown += [line, _run(line[2:], index)]
    return "```console\n" + "\n".join(part for part in shown if part) + "\n```"


def _run(command: str, index: Path) -> str:
    arguments = command.replace("papersearch ", f"{sys.executable} -m papersearch ", 1)
    environment = {**os.environ, "PAPERSEARCH_INDEX": str(index), "COLUMNS": "88"}
    result = subprocess.run(
        arguments, shell=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    return result.stdout.decode().rstrip().replace(str(index), "index")


def _block(text: str) -> str:
    return f"```\n{text}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    PYTHON.write_text(interface.page(), encoding="utf-8")
    OUTPUT.write_text(with_keys(OUTPUT.read_text(encoding="utf-8")), encoding="utf-8")
    for path in SHOWN:
        path.write_text(shown(with_files(path.read_text(encoding="utf-8"))), encoding="utf-8")
