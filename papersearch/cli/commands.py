"""The names of the commands, known before click is imported."""

from __future__ import annotations

from collections.abc import Iterable

GROUPS = {
    "Every day": {
        "index": ("index", "index"),
        "query": ("query", "query"),
        "day": ("days", "day"),
        "week": ("days", "week"),
        "month": ("days", "month"),
        "show": ("papers", "show"),
        "similar": ("papers", "similar"),
        "read": ("read", "read"),
        "fetch": ("fetch", "fetch"),
    },
    "Follow": {
        "watch": ("watch", "watch"),
        "feed": ("feed", "feed"),
        "like": ("taste", "like"),
        "dislike": ("taste", "dislike"),
        "recommend": ("taste", "recommend"),
    },
    "Keep": {
        "list": ("keeping", "list_"),
        "tag": ("keeping", "tag"),
        "note": ("keeping", "note"),
    },
    "Look around": {
        "browse": ("browse", "browse"),
        "serve": ("serve", "serve"),
        "mcp": ("mcp", "mcp"),
        "map": ("map", "map_"),
        "trends": ("trends", "trends"),
        "facets": ("facets", "facets"),
        "duplicates": ("duplicates", "duplicates"),
        "audit": ("audit", "audit"),
    },
    "Look after": {
        "status": ("status", "status"),
        "sources": ("sources", "sources"),
        "remove": ("papers", "remove"),
        "export": ("papers", "export"),
        "copy": ("copy", "copy"),
        "verify": ("verify", "verify"),
        "tune": ("tune", "tune"),
        "reembed": ("reembed", "reembed"),
        "embed": ("embed", "embed"),
        "completion": ("completion", "completion"),
    },
    "Measure": {
        "eval": ("evaluate", "evaluate"),
    },
}
"""Where each command is, module and name, in the groups in which help lists them."""

COMMANDS = {name: place for group in GROUPS.values() for name, place in group.items()}

ALIASES = {"add": "index", "find": "query", "search": "query"}
"""Other names of commands, which people try first."""

MEANT = {
    "delete": "remove",
    "doctor": "status --check",
    "check": "status --check",
    "count": "facets",
    "download": "fetch",
    "ls": "sources",
    "pull": "fetch",
    "rm": "remove",
    "update": "index",
}
"""What words mean that are no commands."""


def command_of(arguments: Iterable[str]) -> str:
    """Return the command that arguments call, "" for none."""
    names = (ALIASES.get(argument, argument) for argument in arguments)
    return next((name for name in names if name in COMMANDS), "")
