"""Commands that are asked in words, as they are typed."""

from __future__ import annotations

import re

import click

_OUT = re.compile(r'-["\w].+', re.DOTALL)
_VALUE = re.compile(r"-\w(?!\w*\Z)|-\w\w*\d", re.DOTALL)
"""An option and its value in one, such as -k10 or -omap.html: more than letters."""


class Asking(click.Command):
    """A command whose text may hold ``-word``, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; a space in front keeps a word in its place, and is then gone."""
        options = {*self.get_help_option_names(ctx), *(own for p in self.params for own in p.opts)}
        told = args.index("--") if "--" in args else len(args)
        words = [
            f" {own}"
            if _OUT.fullmatch(own) and not (own[:2] in options and _VALUE.match(own))
            else own
            for own in args[:told]
        ]
        left = super().parse_args(ctx, [*words, *args[told:]])
        ctx.params["text"] = tuple(own.removeprefix(" ") for own in ctx.params["text"] or ())
        return left
