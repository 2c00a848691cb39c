"""Rows of text where records were meant: a row of a Markdown table, or a line of a list."""

from __future__ import annotations

import re

from papersearch.digest.records import dates
from papersearch.digest.records.identity import told
from papersearch.types.address import of_link

_LINK = re.compile(
    r"\[([^\[\]\n]{0,400})\]\(\s{0,9}<?"
    r"([^()\[\]\s>]{1,400}(?:\([^()\s]{0,100}\)[^()\[\]\s>]{0,100})?)>?(?:\s[^()\[\]\n]{0,100})?\)"
)
_CELLS = re.compile(r"(?<!\\)\|")
_PARTS = re.compile(r",\s+(?=\*\*|\[|\d{4}-|[A-Z][\w .'-]{0,60}?\bet\.? ?al)|(?<=\*\*),\s+")
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+")
_AUTHORS = re.compile(r"\bet\.? ?al\b", re.IGNORECASE)
_CODE = ("github.com", "gitlab.com", "huggingface.co/spaces")
_EMPTY = frozenset(("", "null", "none", "-", "n/a", "link", "paper", "pdf", "code", "abs"))
_LABEL = re.compile(
    r"(?:paper|code|pdf|link|abs|project|website|arxiv)\s?[:：]\s{0,3}", re.IGNORECASE
)
_MOST = 100_000


def record(text: str) -> dict[str, object] | None:
    """Return the record that a row of text is, or None for other texts."""
    text = text.strip()
    if len(text) > _MOST or "\n\n" in text or not ("](" in text or "://" in text):
        return None
    if text.startswith("|") or text.count("|") > 2:
        return _of_cells(_CELLS.split(text.strip("|")))
    if _BULLET.match(text):
        return _of_cells(_PARTS.split(_BULLET.sub("", text, count=1)))
    return None


def _of_cells(cells: list[str]) -> dict[str, object] | None:
    found: dict[str, object] = {}
    texts: list[tuple[str, bool]] = []
    for cell in cells:
        own = cell.strip().replace("\\|", "|")
        plain = own.strip("*_`~ ")
        bold = own.startswith(("**", "__"))
        shown = _take_links(plain, found)
        if not shown or shown.lower() in _EMPTY or told(shown):
            continue
        if "date" not in found and len(shown) < 20 and (day := dates.day(shown)):
            found["date"] = day
        elif "authors" not in found and not bold and _AUTHORS.search(shown[-40:]):
            found["authors"] = shown
        else:
            texts.append((shown, bold))
    title = next(
        (own for own, bold in texts if bold), texts[0][0] if texts else found.pop("named", "")
    )
    found.pop("named", None)
    rest = [own for own, _ in texts if own != title]
    if "authors" not in found and rest and len(rest[0]) < 200 and "date" in found:
        found["authors"] = rest.pop(0)
    if title:
        found["title"] = title
    if rest := [own for own in rest if len(own) > 20]:
        found["summary"] = "\n".join(rest)
    return found if "url" in found else None


def _take_links(cell: str, found: dict[str, object]) -> str:
    """Keep the addresses of a cell; return what it shows, without those that are only links."""
    shown: list[str] = []
    end = 0
    for link in _LINK.finditer(cell):
        shown.append(cell[end : link.start()])
        end = link.end()
        name, address = link.group(1).strip().strip("*_ "), link.group(2)
        _keep(address, found)
        if len(name.split()) > 2 and "://" not in name:
            if of_link(address):
                found.setdefault("named", name)
            shown.append(name)
    shown.append(cell[end:])
    text = _LABEL.sub("", " ".join("".join(shown).split())).strip(" ,;*")
    if text.startswith(("http://", "https://")) and " " not in text:
        _keep(text, found)
        return ""
    return text


def _keep(address: str, found: dict[str, object]) -> None:
    if any(site in address for site in _CODE):
        found.setdefault("code", address)
    elif "url" not in found or (told(address) and not told(str(found["url"]))):
        found["url"] = address
