"""One paper of a page while its lines are being read: fields are taken out, the rest is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from papersearch.digest import counts, days, fields, labels, names, people
from papersearch.digest.pages import marks
from papersearch.digest.pages.evidence import is_generic, is_repository, letters
from papersearch.digest.pages.written import LINK, URL, linkless, plain, shielded, unshielded
from papersearch.digest.summary import Summary, is_bullet, is_rule
from papersearch.text.references import resolved
from papersearch.types import address
from papersearch.types.paper import Section

_BRACKETS = re.compile(r"\[\s{0,9}\]|\(\s{0,9}\)|（\s{0,9}）")
_NOTHING = frozenset(("", *"- – — null none n/a na 无 なし 없음 code todo".split()))
_LABEL = re.compile(r"[A-Z\u00c0-\u024f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^:：]{0,40}")
_HEADING = re.compile(r"#{1,6}\s{1,20}(\S.{0,200})")
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_MARK = 12
"""Letters beside a field that only belong to it, as in "5 stars, 2 days ago"."""
_HEAD = 60
"""Letters of text in front of which authors, votes and categories may still stand."""
_LONG_FIELD = 300
_SHORT_FIELD = 80
_MOST_WORDS = 40


class Draft:
    """Takes the lines of a paper; what is a field goes there, any other line is summary.

    Each field counts once, where it stands first. ``problems`` are pairs of a line and what is
    wrong there; ``links`` are the addresses on lines that are nothing but links or fields.
    """

    def __init__(self, ids: Sequence[str] = (), *, plain: bool = False) -> None:
        self._ids = ids
        self._plain = plain
        self.summary = Summary()
        self.problems: list[tuple[int, str]] = []
        self.links: list[str] = []
        self.authors: tuple[str, ...] = ()
        self.authors_cut = False
        self.votes: int | None = None
        self.day = ""
        self.month = ""
        self.code = ""
        self.venue = ""
        self.categories: tuple[str, ...] = ()
        self.thumbnail = ""
        self.video = ""
        self._voted = False
        self._letters = 0

    def add(self, number: int, line: str) -> None:
        """Take the next line, which is line ``number`` of the digest."""
        text = line.strip()
        if self.summary.in_fence or not text or text[:3] in ("```", "~~~"):
            self.summary.add(line)
            return
        if text[0] == "#" and (found := _HEADING.fullmatch(text)):
            self.summary.head(found.group(1).strip(" #*"))
            return
        rest = self._rest(number, text, line)
        is_said = str.isalpha if self._plain else str.isalnum
        begun = self.summary.has_bullets and not self._plain  # then signs are a part of the text
        if rest is None or not (begun or is_rule(text) or any(map(is_said, rest))):
            return
        if self._letters < _HEAD:
            self._letters += sum(map(str.isalnum, rest))
        self.summary.add(rest)

    def sections(self) -> tuple[Section, ...]:
        """Return the text so far; a label that stands alone and names a venue is one."""
        kept: list[Section] = []
        for own in self.summary.sections():
            if not own.text and not self.venue and marks.is_marked_venue(own.label):
                self.venue = own.label
            elif any(map(str.isalnum, own.label + own.text)):
                kept.append(own)
        return tuple(kept)

    def _rest(self, number: int, text: str, line: str) -> str | None:
        """Return what of a line is text; None where all of it is a field."""
        begun = self.summary.has_bullets
        if text[0] == "<" and not _TAGS.sub("", text).strip() and "src=" not in text:
            return None
        if not begun and self._take_media(text):
            return None
        bare = text.lstrip("-*•> \t") if is_bullet(line) or text[:1] == ">" else text
        if self._take_links(bare):
            return None
        if "](" in text and (title := self._own_link(text)):
            return title  # in another language
        found = labels.split_line_fields(text)
        if found:
            return self._take_fields(number, found, line, begun=begun)
        if self._letters < _HEAD and (marked := marks.of_line(linkless(bare))):
            self.take_urls(url for _, url in LINK.findall(bare if "](" in bare else ""))
            return self._take_marks(marked)
        return self._unlinked(line)

    def _own_link(self, text: str) -> str:
        """Return what the link to the paper is called that is all of a line, or ""."""
        whole = LINK.fullmatch(text)
        own = whole is not None and address.of_link(whole.group(2)) in self._ids
        return whole.group(1) if whole is not None and own else ""

    def _unlinked(self, line: str) -> str | None:
        """Return a line without links to the paper itself that only say where they lead."""
        if "](" not in line:
            return line
        own: list[str] = []

        def taken(found: re.Match[str]) -> str:
            if is_generic(found.group(1)) and (
                self._plain or address.of_link(found.group(2)) in self._ids
            ):
                own.append(found.group(2))
                return " "
            return found.group()

        line = LINK.sub(taken, line)
        if not own:
            return line
        self.take_urls(own)
        line = _BRACKETS.sub(" ", line).rstrip()
        if self._letters < _HEAD and not self.authors and people.is_names(line.strip("-*_• ")):
            self.authors, self.authors_cut = people.authors(people.undated(line.strip("-*_• ")))
            return None
        return line

    def _take_media(self, text: str) -> bool:
        if text.startswith("&#"):  # a link that is written as text
            text = resolved(text)
        if text[:1] not in ("!", "[", "<"):
            return False
        if image := fields.image(text):
            if self.thumbnail in ("", image) and "shields.io" not in image:
                self.thumbnail = image
                return True
            return "shields.io" in image
        if (video := fields.video(text)) and self.video in ("", video):
            self.video = video
            return True
        return False

    def _take_links(self, text: str) -> bool:
        """Take a line on which there is nothing but links that say where they lead."""
        if "](" not in text and "://" not in text:
            return False
        found = LINK.findall(text)
        words = LINK.sub(lambda own: " " if is_generic(own.group(1)) else own.group(1), text)
        found += [("", url) for url in URL.findall(words)]
        if not found or not is_generic(URL.sub(" ", words) or "-"):
            return False
        if self.summary.has_bullets and not self._are_own(url for _, url in found):
            return False
        if not self.code:
            coded = (url for name, url in found if names.meaning(name) == "code" and "://" in url)
            self.code = next(map(resolved, coded), "")
        self.take_urls(url for _, url in found)
        return True

    def _are_own(self, urls: Iterable[str]) -> bool:
        """Whether addresses in a summary are those of the paper, which the entry has anyway."""
        own = True
        for url in urls:
            self._take_code(url)
            own = own and address.of_link(url) in self._ids
        return own

    def _take_code(self, url: str) -> None:
        if not self.code and is_repository(url):
            self.code = url

    def take_urls(self, urls: Iterable[str]) -> None:
        """Take addresses that belong to the paper."""
        for url in urls:
            self.links.append(url)
            self._take_code(url)

    def _take_fields(
        self, number: int, found: list[labels.Field], line: str, *, begun: bool
    ) -> str | None:
        left = [own for own in found if not self._take(number, own, begun=begun)]
        if not left:
            return None
        if len(left) < len(found) and letters("".join(own.value for own in left)) <= _MARK:
            return None
        left = [own for own in left if own.value] or left
        if len(left) == len(found):
            return self._labelled(line, found[0])
        marker = line[: len(line) - len(line.lstrip(" \t-*"))]
        return marker + " | ".join(f"**{own.name}**: {own.value}" for own in left)

    def _labelled(self, line: str, first: labels.Field) -> str:
        """Return a line with its plain label in stars, as a summary knows labels."""
        text = line.lstrip()
        if first.emphasised or is_bullet(line) or not _LABEL.fullmatch(first.name):
            return line
        if len(first.name.split()) > 3 or not text.startswith(first.name[:1]):
            return line
        known = names.meaning(first.name)
        return f"**{first.name}**: {first.value}" if known or len(first.value) >= 20 else line

    def _take(self, number: int, own: labels.Field, *, begun: bool) -> bool:
        meaning = names.meaning(own.name)
        if begun and not own.emphasised and meaning in ("authors", "votes"):
            return False
        value = own.value
        if meaning == "votes":
            return self._take_votes(number, value)
        if meaning == "authors":
            return self._take_authors(value)
        if meaning in ("url", "pdf", "id", "project", "code", "image", "video"):
            return self._take_address(meaning, value)
        if len(value) > _LONG_FIELD:
            return False
        if meaning in ("day", "listed", "updated"):
            return self._take_day(meaning, value)
        if meaning == "categories":
            return self._take_categories(value)
        if meaning == "venue" and len(value.split()) <= _MOST_WORDS // 2:
            self.venue = self.venue or resolved(plain(value))
            return True
        if meaning not in ("score", "comments") or len(value) > _SHORT_FIELD:
            return False
        return any(own.isdigit() or own in "⭐★" for own in value)

    def _take_votes(self, number: int, value: str) -> bool:
        if self._voted:
            return False
        try:
            self.votes = counts.votes(plain(value))
        except ValueError as error:
            if len(value) > _SHORT_FIELD:
                return False
            self.problems.append((number, f"the votes are {error}: write a whole number or '-'"))
        self._voted = True
        return True

    def _take_authors(self, value: str) -> bool:
        if self.authors:
            return False
        found, self.authors_cut = people.authors(plain(shielded(value)))
        self.authors = tuple(resolved(unshielded(name)) for name in found)
        return True

    def _take_address(self, meaning: str, value: str) -> bool:
        urls = [url for _, url in LINK.findall(value)]
        words = LINK.sub(" ", value)
        urls += URL.findall(words)
        words = URL.sub(" ", words)
        if self.summary.has_bullets and not self._are_own(urls):
            return False
        named = address.identified(words)
        if not named and letters(words) > _MARK and not is_generic(words):
            return False
        if not urls and not named and words.strip(" *`").lower() not in _NOTHING:
            return False
        if meaning == "image" and urls:
            self.thumbnail = self.thumbnail or urls[0]
        elif meaning == "video" and urls:
            self.video = self.video or urls[0]
        else:
            self.code = self.code or (urls[0] if meaning == "code" and urls else "")
            self.take_urls([*urls, *([named] if named else [])])
        return True

    def _take_day(self, meaning: str, value: str) -> bool:
        day = (days.day_in(value) or ("", ""))[0]
        month = "" if day else days.moment_day(plain(value))
        if not day and not month and not re.fullmatch(r"[\d\s./年月日-]{4,12}", value):
            return False
        if meaning != "updated":
            self.day = self.day or day
            self.month = self.month or month
        return True

    def _take_categories(self, value: str) -> bool:
        pieces = [piece.strip(" `*#") for piece in re.split(r"[,;，、|/·]|`\s+`|\s(?=#)", value)]
        if len(pieces) > _MOST_WORDS or any(len(piece) > _SHORT_FIELD for piece in pieces):
            return False
        self.categories = self.categories or tuple(
            dict.fromkeys(resolved(piece) for piece in pieces if piece)
        )
        return True

    def _take_marks(self, found: marks.Marks) -> str | None:
        """Take what a line of marks tells; return what of it is text, or None."""
        if found.voted and not self._voted:
            self.votes, self._voted = found.votes, True
        self.categories = self.categories or found.categories
        self.venue = self.venue or found.venue
        self.month = self.month or found.day
        if found.authors and not self.authors:
            self.authors, self.authors_cut = people.authors(found.authors)
        return found.rest or None
