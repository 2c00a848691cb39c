"""The names of the commands, known before click is imported."""

from __future__ import annotations

from collections.abc import Iterable

COMMANDS = {
    "audit": ("audit", "audit"),
    "browse": ("browse", "browse"),
    "completion": ("completion", "completion"),
    "copy": ("copy", "copy"),
    "dislike": ("taste", "dislike"),
    "duplicates": ("duplicates", "duplicates"),
    "embed": ("embed", "embed"),
    "eval": ("evaluate", "evaluate"),
    "export": ("papers", "export"),
    "feed": ("feed", "feed"),
    "index": ("index", "index"),
    "like": ("taste", "like"),
    "map": ("map", "map_"),
    "mcp": ("mcp", "mcp"),
    "query": ("query", "query"),
    "read": ("read", "read"),
    "recommend": ("taste", "recommend"),
    "reembed": ("reembed", "reembed"),
    "remove": ("papers", "remove"),
    "serve": ("serve", "serve"),
    "show": ("papers", "show"),
    "similar": ("papers", "similar"),
    "sources": ("sources", "sources"),
    "status": ("status", "status"),
    "trends": ("trends", "trends"),
    "tune": ("tune", "tune"),
    "verify": ("verify", "verify"),
    "watch": ("watch", "watch"),
}
"""Where each command is: module and name."""


def command_of(arguments: Iterable[str]) -> str:
    """Return the command that arguments call, "" for none."""
    return next((argument for argument in arguments if argument in COMMANDS), "")
