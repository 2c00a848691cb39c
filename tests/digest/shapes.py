"""Digests of every shape that is read, made of random papers."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

DAY = "2024-07-04"
WHERE = "https://arxiv.org/abs/2407.0000"
WORDS = (
    "Attention Tokens Decoders Diffusion Robots Speech Proteins Graphs Agents Memory Scaling "
    "Pruning Alignment Retrieval Quantum Sparse Faster Learning Reasoning Vision Tiny 토큰 로봇"
).split()
SENTENCES = (
    "We page the cache of a small decoder.",
    "Nothing is replaced by something.",
    "작은 모델을 압축합니다.",
    "我们对缓存分页，使内存减半。",
    "It halves the memory, and costs 3% of the accuracy.",
)
NAMES = ("Ada One", "Ben Two", "Cem Three", "Dora Four", "Eva Maria Five")
LINKS = {
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "openreview": "https://openreview.net/forum?id={}",
}


@dataclass(frozen=True)
class Made:
    """A paper that was made up, and where it is."""

    id: str
    url: str
    title: str
    authors: tuple[str, ...]
    text: str

    @property
    def byline(self) -> str:
        return ", ".join(self.authors)


@st.composite
def papers(draw: st.DrawFn, least: int = 2, kinds: Sequence[str] = tuple(LINKS)) -> list[Made]:
    """Draw some papers with titles and ids of their own."""
    numbers = draw(st.lists(st.integers(1, 99_999), min_size=least, max_size=6, unique=True))
    found: dict[str, Made] = {}
    for number in numbers:
        kind = draw(st.sampled_from(kinds))
        title = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=7)))
        shown = draw(
            st.sampled_from(["{}", "{}?", "About {}", "P2P: {}", "{} (v-2)", "{} 2.0 Is Here"])
        )
        written, own = _address(kind, number)
        found.setdefault(
            shown.format(title),
            Made(
                own,
                LINKS[kind].format(written),
                shown.format(title),
                tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))),
                " ".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3))),
            ),
        )
    return list(found.values())


def _address(kind: str, number: int) -> tuple[str, str]:
    if kind == "arxiv":
        return f"2407.{number:05}", f"2407.{number:05}"
    if kind == "doi":
        return f"10.1145/{number}.1", f"doi:10.1145/{number}.1"
    return f"aBcD{number:06}", f"openreview:aBcD{number:06}"


def _each(made: Sequence[Made], form: Callable[[int, Made], str], above: str = "") -> str:
    return above + "".join(form(number, own) for number, own in enumerate(made, 1))


TOP = f"# Daily Papers {DAY}\n\nWhat we read today.\n\n"
HEAD_ROW = "| Title | Authors | Link |\n|---|---|---|\n"
DATED_ROW = "| **Title** | **Date** | **Abstract** |\n|---|---|---|\n"

MARKDOWN: dict[str, Callable[[int, Made], str]] = {
    "linked headings": lambda n, p: f"### [{p.title}]({p.url})\n\n{p.text}\n\n",
    "votes and bullets": lambda n, p: (
        f"### [{p.title}]({p.url})\n\nVote: {n}\n\nAuthors: {p.byline}\n\n"
        f"- **What's New**: {p.text}\n\n"
    ),
    "numbered linked headings": lambda n, p: f"### {n}. [{p.title}]({p.url})\n\n{p.text}\n\n",
    "numbers in brackets": lambda n, p: (
        f"### [{n}] [{p.title}]({p.url})\n*{p.byline}*\n\n{p.text}\n\n"
    ),
    "the link below": lambda n, p: f"## {p.title}\n\n{p.text}\n\n[📄 Paper]({p.url})\n\n",
    "the link in a field": lambda n, p: (
        f"### {n}. {p.title}\n* **作者**：{p.byline}\n* **链接**：{p.url}\n* **摘要**：{p.text}\n\n"
    ),
    "fields of paragraphs": lambda n, p: (
        f"## {p.title}\n\n**Authors**: {p.byline}\n\n**Link**: [PDF]({p.url})\n\n"
        f"**Abstract**: {p.text}\n\n"
    ),
    "sections below": lambda n, p: (
        f"## {p.title}\n\n**Link:** {p.url}\n\n### Summary\n\n{p.text}\n\n### Notes\n\n- None.\n\n"
    ),
    "linked items": lambda n, p: f"- [{p.title}]({p.url}) - {p.text}\n",
    "bold items": lambda n, p: f"- **{p.title}** [[paper]({p.url})]\n",
    "numbered items": lambda n, p: f"{n}. **{p.title}** {p.byline} [[pdf]({p.url})]\n",
    "items with items": lambda n, p: (
        f"- **{p.title}**\n  - Authors: {p.byline}\n  - Links: [Paper]({p.url})\n"
    ),
    "items with details": lambda n, p: (
        f"- **[{p.title}]({p.url})**\n  {p.byline}\n"
        f"  <details><summary>Abstract</summary>{p.text}</details>\n\n"
    ),
    "bold paragraphs": lambda n, p: f"**{p.title}**\n\n[Paper]({p.url})\n\n{p.text}\n\n",
    "details": lambda n, p: (
        f"<details>\n<summary><b>{n}. {p.title}</b></summary>\n\n[Paper]({p.url})\n\n> {p.text}\n\n"
        "</details>\n\n"
    ),
    "quotations": lambda n, p: f"> ### {n}. {p.title}\n>\n> {p.text}\n>\n> [Paper]({p.url})\n\n",
}
ROWS: dict[str, tuple[str, Callable[[int, Made], str]]] = {
    "rows": (HEAD_ROW, lambda n, p: f"| {p.title} | {p.byline} | [link]({p.url}) |\n"),
    "rows of linked titles": (
        DATED_ROW,
        lambda n, p: f"| **[{p.title}]({p.url})** | 2024-07-0{n} | {p.text} |\n",
    ),
}
HTML: dict[str, Callable[[int, Made], str]] = {
    "cards": lambda n, p: (
        f'<article><h3><a href="{p.url}">{p.title}</a></h3>'
        f"<p>{p.byline}</p><p>{p.text}</p></article>"
    ),
    "headings of HTML": lambda n, p: (
        f'<h2>{n}. {p.title}</h2><p>{p.text}</p><p><a href="{p.url}">PDF</a></p>'
    ),
}


def records(made: Sequence[Made]) -> list[dict[str, object]]:
    return [
        {"title": p.title, "url": p.url, "authors": list(p.authors), "abstract": p.text}
        for p in made
    ]


def in_markdown(name: str) -> Callable[[Sequence[Made]], tuple[str, str]]:
    return lambda made: (_each(made, MARKDOWN[name], TOP), "digest.md")


def in_rows(name: str) -> Callable[[Sequence[Made]], tuple[str, str]]:
    return lambda made: (_each(made, ROWS[name][1], TOP + ROWS[name][0]), "digest.md")


def in_html(name: str) -> Callable[[Sequence[Made]], tuple[str, str]]:
    top = f"<!DOCTYPE html><html><body><h1>Papers of {DAY}</h1><main>"
    return lambda made: (_each(made, HTML[name], top) + "</main></body></html>", "a.html")


def html_list(made: Sequence[Made]) -> tuple[str, str]:
    rows = [f'<li><a href="{p.url}">{p.title}</a> {p.text}</li>' for p in made]
    return f"<html><body><h1>{DAY}</h1><ul>{''.join(rows)}</ul></body></html>", "a.html"


def html_table(made: Sequence[Made]) -> tuple[str, str]:
    rows = [f'<tr><td>{p.title}</td><td><a href="{p.url}">pdf</a></td></tr>' for p in made]
    table = f"<table><tr><th>Title</th><th>Link</th></tr>{''.join(rows)}</table>"
    return f"{TOP}{table}\n", "a.md"


def json_list(made: Sequence[Made]) -> tuple[str, str]:
    return json.dumps(records(made), ensure_ascii=False, indent=1), "a.json"


def json_under_a_key(made: Sequence[Made]) -> tuple[str, str]:
    return json.dumps({"date": DAY, "count": len(made), "papers": records(made)}), "a.json"


def json_by_id(made: Sequence[Made]) -> tuple[str, str]:
    rest = [{"title": p.title, "summary": p.text} for p in made]
    return json.dumps({p.url: own for p, own in zip(made, rest, strict=True)}), "a.json"


def json_by_day(made: Sequence[Made]) -> tuple[str, str]:
    return json.dumps({DAY: {"cs.CL": records(made[:1]), "cs.CV": records(made[1:])}}), "a.json"


def json_lines(made: Sequence[Made]) -> tuple[str, str]:
    return "".join(json.dumps(own) + "\n" for own in records(made)), "a.jsonl"


def python_list(made: Sequence[Made]) -> tuple[str, str]:
    return str(records(made)), "a.json"


def python_lines(made: Sequence[Made]) -> tuple[str, str]:
    return "".join(f"{own}\n" for own in records(made)), "a.jsonl"


def separated(delimiter: str, name: str) -> Callable[[Sequence[Made]], tuple[str, str]]:
    def written(made: Sequence[Made]) -> tuple[str, str]:
        file = io.StringIO()
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(["Title", "Authors", "URL", "Abstract"])
        rows.writerows([p.title, "; ".join(p.authors), p.url, p.text] for p in made)
        return file.getvalue(), name

    return written


def rss(made: Sequence[Made]) -> tuple[str, str]:
    items = [
        f"<item><title>{html.escape(p.title)}</title><link>{html.escape(p.url)}</link>"
        f"<description>{html.escape(p.text)}</description></item>"
        for p in made
    ]
    return (
        f'<rss version="2.0"><channel><title>Papers</title>{"".join(items)}</channel></rss>',
        "a.xml",
    )


def atom(made: Sequence[Made]) -> tuple[str, str]:
    items = [
        f'<entry><title>{html.escape(p.title)}</title><link href="{html.escape(p.url)}"/>'
        f"<author><name>{p.authors[0]}</name></author><summary>{html.escape(p.text)}</summary></entry>"
        for p in made
    ]
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(items)}</feed>', "a.atom"


def bibtex(made: Sequence[Made]) -> tuple[str, str]:
    return "".join(
        f"@article{{key{number},\n  title = {{{p.title}}},\n"
        f"  author = {{{' and '.join(p.authors)}}},\n"
        f"  url = {{{p.url}}},\n  abstract = {{{p.text.replace('%', ' percent')}}}\n}}\n\n"
        for number, p in enumerate(made)
    ), "a.bib"


def ris(made: Sequence[Made]) -> tuple[str, str]:
    return "".join(
        f"TY  - JOUR\nTI  - {p.title}\nAU  - {p.authors[0]}\n"
        f"UR  - {p.url}\nAB  - {p.text}\nER  - \n\n"
        for p in made
    ), "a.ris"


def yaml(made: Sequence[Made]) -> tuple[str, str]:
    return "papers:\n" + "".join(
        f"  - title: {json.dumps(p.title)}\n    url: {p.url}\n    authors: {json.dumps(p.byline)}\n"
        f"    summary: {json.dumps(p.text)}\n"
        for p in made
    ), "a.yaml"


SHAPES: dict[str, Callable[[Sequence[Made]], tuple[str, str]]] = {
    **{name: in_markdown(name) for name in MARKDOWN},
    **{name: in_rows(name) for name in ROWS},
    **{name: in_html(name) for name in HTML},
    **{"list of HTML": html_list, "table of HTML": html_table},
    **{"JSON": json_list, "JSON under a key": json_under_a_key, "JSON by id": json_by_id},
    **{"JSON by day": json_by_day, "JSON Lines": json_lines},
    **{"Python": python_list, "Python in lines": python_lines},
    **{"CSV": separated(",", "a.csv"), "TSV": separated("\t", "a.tsv")},
    **{"RSS": rss, "Atom": atom, "BibTeX": bibtex, "RIS": ris, "YAML": yaml},
}
