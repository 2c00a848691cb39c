"""Daily digests in Markdown: one "### [title](link)" heading per paper, its summary below.

Above the papers stands "## Daily Papers (2024-07-31)"; below a heading may stand a picture or
a video, "Vote: 12" and "Authors: A, B", then the bullets of the summary.
"""

from __future__ import annotations

from papersearch.digest import days, fields, headings, summary
from papersearch.digest.draft import Draft
from papersearch.digest.telling import TOO_MANY, Problems
from papersearch.digest.types import Digest
from papersearch.types import limits
from papersearch.types.paper import Entry

_LOOK_AHEAD = 8
_WANTED = "'### [title](link)'"


def parse(text: str, source: str) -> Digest:
    """Return the papers of the Markdown digest ``text``, and what is wrong with it.

    ``source`` is its path; it gives the day where no heading does, and stands in the
    problems. Any text can be parsed, none raises: what belongs to no paper and is no header
    is a problem, everything else reaches an entry.
    """
    return _Parser(_lines(text), source).run()


def _lines(text: str) -> list[str]:
    text = text.removeprefix("\ufeff").replace("\n\ufeff", "\n")
    if "\n" not in text:
        return text.split("\r")
    return [line.removesuffix("\r") for line in text.split("\n")]


class _Parser:
    """Deals out lines: headings open papers and days, other lines go to the open paper.

    A summary may hold headings of its own. So only a third-level heading that is a link, or
    has votes or authors below it, opens a paper; and one above plain bullets does in a list
    of papers that has no links at all.
    """

    def __init__(self, lines: list[str], source: str) -> None:
        self._problems = Problems(source)
        self._lines = lines
        self._shorten()
        self._day = days.day_of_source(source)
        self._lists_papers = False
        self._draft: Draft | None = None
        self._entries: list[Entry] = []
        self._strays: list[int] = []
        self._fence = ""
        self._last = max((i for i, line in enumerate(lines) if line.strip()), default=-1)
        self._last_fences = {
            line.strip()[:3]: index
            for index, line in enumerate(lines)
            if line.strip() in ("```", "~~~")
        }

    def _shorten(self) -> None:
        most = limits.MARKDOWN_LINE_CHARACTERS
        for index, line in enumerate(self._lines):
            if len(line) > most:
                self._lines[index] = line[:most]
                self._report(
                    index, f"a line of more than {most:,} characters: the rest is not read"
                )

    def run(self) -> Digest:
        for index, line in enumerate(self._lines):
            if line[:4].lstrip(" ")[:1] == "#" and not self._fence and self._heading(index, line):
                continue
            if self._draft:
                self._draft.add(index + 1, line)
            else:
                self._stray(index, line.strip())
        self._close()
        return Digest(tuple(self._entries), self._problems.problems())

    def _heading(self, index: int, line: str) -> bool:
        """Open what the heading opens; False when it is a line of the running summary."""
        level, text = headings.split(line)
        if level == 3 and (link := headings.link(text)):
            return self._linked(index, link) if link.closed else self._broken(index, text, link)
        day = headings.day(text, strict=self._draft is not None) if 0 < level <= 3 else None
        fenced = self._draft is not None and self._draft.summary.in_fence
        if day is not None and (not fenced or headings.names_papers(text)):
            self._open_day(index, day, text)
            return True
        if level == 3 and not fenced and self._heads_paper(index):
            self._open(index, text, "")
            return True
        return self._draft is None and level in (1, 2)

    def _linked(self, index: int, link: headings.Link) -> bool:
        title = link.title
        if link.rest and "](" not in link.rest:
            title = f"{title} {link.rest}".strip()
        if not title and not link.url:
            self._close()
            self._report(index, f"a heading without title and link: write {_WANTED}")
            return True
        draft = self._open(index, title, link.url)
        if not title or not link.url:
            missing = "link" if title else "title"
            self._report(index, f"no {missing} in this heading: write {_WANTED}")
        if "](" in link.rest:
            draft.add(index + 1, link.rest)
        return True

    def _broken(self, index: int, text: str, link: headings.Link) -> bool:
        """Open the paper of a link that breaks off; the end of a file may have cut its address."""
        last = index == self._last
        if not link.url and not last and not self._heads_paper(index):
            return False
        if link.title:
            self._open(index, link.title, "" if last else link.url)
        else:
            self._close()
        where = ", the file seems to be cut off here" if last else ""
        self._report(index, f"the link breaks off in {text[:60]!r}{where}: write {_WANTED}")
        return True

    def _heads_paper(self, index: int) -> bool:
        """Whether the lines below say that the heading without a link is that of a paper."""
        for line in self._lines[index + 1 : index + 1 + _LOOK_AHEAD]:
            text = line.strip()
            if fields.VOTES.fullmatch(text) or fields.AUTHORS.fullmatch(text):
                return True
            if text and not fields.image(text) and not fields.video(text):
                linked = self._draft is not None and self._draft.url
                return self._lists_papers and not linked and summary.is_bullet(line)
        return False

    def _open_day(self, index: int, day: str, text: str) -> None:
        self._close()
        self._lists_papers = self._lists_papers or headings.names_papers(text)
        if day:
            self._day = day
        elif days.day_in(text):
            self._report(index, f"no such day in {text[:60]!r}: write it as 2024-07-31")

    def _open(self, index: int, title: str, url: str) -> Draft:
        self._close()
        self._draft = Draft(title, url, self._day, index + 1)
        return self._draft

    def _close(self) -> None:
        if self._draft:
            entry, beyond = self._draft.entry()
            if len(self._entries) < limits.FILE_ENTRIES:
                self._entries.append(entry)
            else:
                beyond = [TOO_MANY]
            for number, message in self._draft.problems:
                self._report(number - 1, message)
            for message in beyond:
                self._report(self._draft.line - 1, message)
        self._draft = None
        if self._strays:
            lines = (
                "1 line belongs" if len(self._strays) == 1 else f"{len(self._strays)} lines belong"
            )
            self._report(
                self._strays[0], f"{lines} to no paper: move below a {_WANTED} heading, or delete"
            )
        self._strays = []

    def _stray(self, index: int, text: str) -> None:
        """Note a line outside of papers; a fence that is closed hides headings from the index."""
        if self._fence:
            self._fence = "" if text == self._fence else self._fence
        elif index < self._last_fences.get(text[:3], -1):
            self._fence = text[:3]
        if text and not summary.is_rule(text):
            self._strays.append(index)

    def _report(self, index: int, message: str) -> None:
        self._problems.add(index + 1, message)
