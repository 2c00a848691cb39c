"""One paper of a Markdown digest while its lines are being read."""

from __future__ import annotations

from papersearch.digest import fields
from papersearch.digest.bounds import within_limits
from papersearch.digest.summary import Summary
from papersearch.text.references import resolved
from papersearch.types.address import paper_id
from papersearch.types.paper import Entry


class Draft:
    """Takes the lines below a heading and gives an entry.

    Votes, authors, picture and video are taken from the lines before the first bullet, each
    once; any other line is summary. ``problems`` are pairs of a line and what is wrong there.
    """

    def __init__(self, title: str, url: str, day: str, line: int = 1) -> None:
        self.line = line
        self.title = title
        self.url = url
        self.summary = Summary()
        self.problems: list[tuple[int, str]] = []
        self._day = day
        self._thumbnail = ""
        self._video = ""
        self._votes: int | None = None
        self._voted = False
        self._authors: tuple[tuple[str, ...], bool] | None = None

    def add(self, number: int, line: str) -> None:
        """Take the next line, which is line ``number`` of the digest."""
        text = line.strip()
        if not text or self.summary.has_bullets or not self._take(number, text):
            self.summary.add(line)

    def entry(self) -> tuple[Entry, list[str]]:
        """Return the entry that the lines so far make, and what of them is beyond the limits."""
        return within_limits(self._entry())

    def _entry(self) -> Entry:
        names, cut = self._authors or ((), False)
        return Entry(
            id=paper_id(self.url, self.title),
            title=self.title,
            sections=self.summary.sections(),
            day=self._day,
            authors=names,
            authors_cut=cut,
            votes=self._votes,
            url=self.url,
            thumbnail=self._thumbnail,
            video=self._video,
        )

    def _take(self, number: int, text: str) -> bool:
        return self._take_media(text) or self._take_votes(number, text) or self._take_authors(text)

    def _take_media(self, text: str) -> bool:
        if text.startswith("&#"):  # a link that is written as text
            text = resolved(text)
        if text[:1] not in ("!", "[", "<"):
            return False
        if (image := fields.image(text)) and self._thumbnail in ("", image):
            self._thumbnail = image
            return True
        if (video := fields.video(text)) and self._video in ("", video):
            self._video = video
            return True
        return False

    def _take_votes(self, number: int, text: str) -> bool:
        found = None if self._voted else fields.VOTES.fullmatch(text)
        if not found:
            return False
        self._voted = True
        try:
            self._votes = fields.votes(found.group(1))
        except ValueError as error:
            self.problems.append((number, f"the votes are {error}: write a whole number or '-'"))
        return True

    def _take_authors(self, text: str) -> bool:
        found = None if self._authors else fields.AUTHORS.fullmatch(text)
        if not found:
            return False
        self._authors = fields.authors(resolved(found.group(1)))
        return True
