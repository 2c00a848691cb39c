"""Write ``docs/cli.md`` from the commands' own help; ``make docs`` runs it, a test compares."""

from __future__ import annotations

from pathlib import Path

import click

from papersearch.cli.app import papersearch

PAGE = Path(__file__).with_name("cli.md")
HEAD = "# Commands\n\nWhat `papersearch COMMAND --help` prints; `make docs` writes this page.\n"


def page() -> str:
    """Return the page as it should be."""
    parts = [HEAD, _help(papersearch, "papersearch", None)]
    group = click.Context(papersearch, info_name="papersearch")
    for name, command in sorted(papersearch.commands.items()):
        parts.append(f"## papersearch {name}\n\n{_help(command, name, group)}")
    return "\n".join(parts)


def _help(command: click.Command, name: str, parent: click.Context | None) -> str:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=88, max_content_width=88
    )
    return f"```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
