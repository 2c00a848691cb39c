"""A page in Markdown or HTML into a digest."""

from __future__ import annotations

from papersearch.digest.pages import outline, tree, units


def debug(text: str, dated=True):
    lines = text.removeprefix("\ufeff").split("\n")
    t = tree.of_markdown(lines)
    o = outline.outline(t.root)
    c = units.Chooser(o, dated=dated)
    return t, o, c.units()

def read_markdown(text, source): ...
def read_html(text, source): ...
