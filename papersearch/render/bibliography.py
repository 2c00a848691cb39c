"""Papers as BibTeX and as RIS, for reference managers and LaTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from papersearch.render.facts import address
from papersearch.render.links import pdf
from papersearch.render.terminal import escape
from papersearch.types.address import is_arxiv, page
from papersearch.types.paper import Paper

_MATHS = re.compile(r"(\$[^$]{1,500}\$)")
_SPECIAL = re.compile(r"(?<!\\)[%&#_]")
_ESCAPED = re.compile(r"\\[{}]")  # read in one way by BibTeX, in another by others
_SMALL = frozenset("a an the on of in for to and with from by is are as at via".split())
_DOI = "doi:"
_NUMBER = re.compile(r"(\d\d)\d\d\.\d{4,5}")


def bibtex(papers: Iterable[Paper]) -> str:
    """Return an entry of BibTeX for each paper, its text as UTF-8."""
    return "\n".join(bibtex_entries(papers))


def bibtex_entries(papers: Iterable[Paper]) -> list[str]:
    """Return the entries of BibTeX one by one; their keys differ."""
    return [_entry(key, paper) for key, paper in _keyed(papers)]


def ris(papers: Iterable[Paper]) -> str:
    """Return a record of RIS for each paper."""
    return "\n".join("".join(_tags(key, paper)) for key, paper in _keyed(papers))


def citation(paper: Paper) -> list[tuple[str, str]]:
    """Return what a page says of its paper to reference managers, as names behind "citation_"."""
    day = paper.days[0].replace("-", "/") if paper.days else _year(paper)
    fields = [
        ("title", paper.title),
        *(("author", own) for own in paper.authors),
        ("publication_date", day),
        ("conference_title", paper.venue),
        ("arxiv_id", paper.id if is_arxiv(paper.id) else ""),
        ("doi", paper.id.removeprefix(_DOI) if paper.id.startswith(_DOI) else ""),
        ("abstract_html_url", page(paper.id) or address(paper.url)),
        ("pdf_url", pdf(paper.id)),
    ]
    return [(name, flat) for name, value in fields if (flat := _flat(value))]


def _entry(key: str, paper: Paper) -> str:
    fields = {
        "title": f"{{{_tex(paper.title)}}}",
        "author": " and ".join([*map(_name, paper.authors), *(["others"] * paper.authors_cut)]),
        "year": _year(paper),
        "eprint": paper.id if is_arxiv(paper.id) else "",
        "archiveprefix": "arXiv" if is_arxiv(paper.id) else "",
        "primaryclass": _tex("".join(paper.categories[:1])) if is_arxiv(paper.id) else "",
        "doi": paper.id.removeprefix(_DOI) if paper.id.startswith(_DOI) else "",
        "url": _flat(address(paper.url)).replace("{", "%7B").replace("}", "%7D"),
        "howpublished": _tex(paper.venue),
        "keywords": _tex(", ".join(paper.categories)),
        "abstract": _tex(_abstract(paper)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value.strip("{}")]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _tags(key: str, paper: Paper) -> Iterator[str]:
    year, day = _year(paper), (paper.days[0].replace("-", "/") if paper.days else "")
    fields = [
        ("TY", "JOUR" if paper.venue else "GEN"),
        ("ID", key),
        ("TI", paper.title),
        *(("AU", _turned(own)) for own in paper.authors),
        ("PY", year),
        ("DA", day),
        ("T2", paper.venue),
        ("DO", paper.id.removeprefix(_DOI) if paper.id.startswith(_DOI) else ""),
        ("UR", address(paper.url)),
        *(("KW", own) for own in paper.categories),
        ("AB", _abstract(paper)),
    ]
    for tag, value in fields:
        if flat := _flat(value):
            yield f"{tag}  - {flat}\n"
    yield "ER  - \n"


def _keyed(papers: Iterable[Paper]) -> Iterator[tuple[str, Paper]]:
    """Yield papers with keys that differ, such as kim2026tokens."""
    seen: set[str] = set()
    for paper in papers:
        first = paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else ""
        words = (_ascii(word) for word in paper.title.split())
        word = next((own for own in words if own and own not in _SMALL), "")
        key = f"{_ascii(first)}{_year(paper)}{word}"
        if not (_ascii(first) or word) or key in seen:
            key = "-".join(filter(None, [key, re.sub(r"[^\w.-]+", "-", paper.id, flags=re.ASCII)]))
        seen.add(key)
        yield key, paper


def _ascii(text: str) -> str:
    """Return the letters and digits that are left of a word without its accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def _year(paper: Paper) -> str:
    if is_arxiv(paper.id) and (number := _NUMBER.fullmatch(paper.id)):
        return f"20{number[1]}"
    return paper.days[0][:4] if paper.days else ""


def _name(name: str) -> str:
    """Return a name for a list of BibTeX; one with "and" or a comma in it stays one."""
    plain = _tex(name)
    return f"{{{plain}}}" if re.search(r"(?i)\band\b|,", plain) else plain


def _turned(name: str) -> str:
    """Return "Kim, Ana B." of "Ana B. Kim"; a name without spaces as it is."""
    given, space, family = name.strip().rpartition(" ")
    return f"{family}, {given}" if space and "," not in name else name


def _abstract(paper: Paper) -> str:
    """Return what the paper says of itself, else all that digests say of it."""
    own = [section for section in paper.sections if section.label.lower() == "abstract"]
    if own:
        return own[0].text
    return " ".join(f"{own.label}: {own.text}" if own.label else own.text for own in paper.sections)


def _tex(text: str) -> str:
    """Return a text as LaTeX shows it: maths stays maths, what has a meaning gets a backslash."""
    flat = _flat(text)
    if flat.count("$") % 2:
        flat = flat.replace("$", r"\$")
    if _ESCAPED.search(flat) or not _is_balanced(flat):
        flat = flat.replace("{", "(").replace("}", ")")
    parts = _MATHS.split(flat)
    shown = (
        part if at % 2 else _SPECIAL.sub(lambda found: f"\\{found.group()}", part)
        for at, part in enumerate(parts)
    )
    return "".join(shown).rstrip("\\")


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _flat(text: str) -> str:
    """Return a text on one line, without what a terminal obeys."""
    return escape(" ".join(text.split()))
