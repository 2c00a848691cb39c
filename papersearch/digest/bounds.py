"""One paper of a digest within its limits, so that no paper can harm an index or its neighbours.

Every reader gives its entries through here: what is stored, shown or sent to a server is bounded,
the same in every store.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import Any

from papersearch.digest import cleaning
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.paper import Entry, Section

_ADDRESSES = ("url", "thumbnail", "video", "code")
_WORDS = ("title", "venue")
_APART = 5  # characters for a section beside its own, so that joining some takes no more
_KEPT_BY_MILVUS = re.compile("[a-z0-9 ]+")
_MOST_FOLDED = 18  # characters that folding makes of one
_MOST_ENCODED = 8  # characters that Milvus needs for one


def within_limits(entry: Entry) -> tuple[Entry, list[str]]:
    """Return ``entry`` as far as it is within the limits, and what is not.

    An entry within them is returned as it is. Characters that no text has are taken out of it
    without a word, as a reader sees none of them.
    """
    entry = _cleaned(entry)
    if _is_small(entry):
        return entry, []
    wrong: list[str] = []
    authors = _authors(entry.authors, wrong)
    kept: dict[str, Any] = {
        "id": _id(entry.id, wrong),
        "title": _cut("the title", entry.title, limits.TITLE_CHARACTERS, wrong),
        "sections": _sections(entry.sections, wrong),
        "authors": authors,
        "authors_cut": entry.authors_cut or len(authors) < len(entry.authors),
        "votes": _votes(entry.votes, wrong),
        **{name: _url(name, getattr(entry, name), wrong) for name in _ADDRESSES},
        "categories": _categories(entry.categories, wrong),
        "venue": _cut("the venue", entry.venue, limits.VENUE_CHARACTERS, wrong),
    }
    return (dataclasses.replace(entry, **kept) if wrong else entry), wrong


def _cleaned(entry: Entry) -> Entry:
    """Return ``entry`` with no control characters, but tabs and line breaks, and no surrogates."""
    texts = [entry.id, entry.title, entry.venue, *entry.authors, *entry.categories]
    texts += (entry.url, entry.thumbnail, entry.video, entry.code)
    for own in entry.sections:
        texts += (own.label, own.text, own.source)
    if not cleaning.is_unclean("".join(texts)):
        return entry
    kept: dict[str, Any] = {
        "id": cleaning.name(entry.id),
        "sections": tuple(map(_cleaned_section, entry.sections)),
        "authors": tuple(filter(None, map(cleaning.line, entry.authors))),
        "categories": tuple(filter(None, map(cleaning.line, entry.categories))),
        **{name: cleaning.name(getattr(entry, name)) for name in _ADDRESSES},
        **{name: cleaning.line(getattr(entry, name)) for name in _WORDS},
    }
    return dataclasses.replace(entry, **kept)


def _cleaned_section(section: Section) -> Section:
    return Section(
        cleaning.line(section.label), cleaning.text(section.text), cleaning.line(section.source)
    )


def _is_small(entry: Entry) -> bool:
    """Whether an entry is far within the limits, as nearly all are: told by a few sums."""
    names, sections = "".join(entry.authors), entry.sections
    addresses = len(entry.url) + len(entry.thumbnail) + len(entry.video) + len(entry.code)
    return (
        len(entry.id) <= limits.ID_CHARACTERS
        and len(entry.title) <= limits.TITLE_CHARACTERS
        and len(entry.venue) <= limits.VENUE_CHARACTERS
        and addresses <= limits.URL_CHARACTERS
        and (entry.votes or 0) <= limits.VOTES
        and len(entry.authors) + len(names) <= min(limits.AUTHOR_CHARACTERS, limits.AUTHORS)
        and _most_bytes(names) + len(entry.authors) < limits.BYLINE_BYTES
        and len(entry.categories) <= limits.CATEGORIES
        and sum(map(len, entry.categories)) <= limits.CATEGORY_CHARACTERS
        and len(sections) <= limits.SECTIONS
        and max([len(own.label) for own in sections], default=0) <= limits.LABEL_CHARACTERS
        and max([len(own.source) for own in sections], default=0) <= limits.SOURCE_CHARACTERS
        and sum(map(_length, sections)) <= limits.TEXT_CHARACTERS
    )


def byline_bytes(name: str) -> int:
    """Return how much of :data:`limits.BYLINE_BYTES` an author needs: see milvus/encoding.py."""
    folded = fold_name(name)
    kept = sum(map(len, _KEPT_BY_MILVUS.findall(folded)))
    others = _KEPT_BY_MILVUS.sub("", folded)
    return 1 + kept + sum(len(f"{ord(own):x}") + 2 for own in others)


def _cut(what: str, text: str, most: int, wrong: list[str]) -> str:
    if len(text) <= most:
        return text
    wrong.append(f"{what} has {len(text):,} characters: only the first {most:,} are kept")
    return text[:most]


def _id(identity: str, wrong: list[str]) -> str:
    if len(identity) <= limits.ID_CHARACTERS:
        return identity
    told = hashlib.blake2b(identity.encode(errors="replace"), digest_size=6).hexdigest()
    wrong.append(f"the id has {len(identity):,} characters: kept as x-{told}")
    return f"x-{told}"


def _url(name: str, url: str, wrong: list[str]) -> str:
    if len(url) <= limits.URL_CHARACTERS:
        return url
    wrong.append(
        f"the address of '{name}' has {len(url):,} characters, of {limits.URL_CHARACTERS:,} at "
        "most: left out"
    )
    return ""


def _votes(votes: int | None, wrong: list[str]) -> int | None:
    if votes is None or votes <= limits.VOTES:
        return votes
    wrong.append(f"more votes than {limits.VOTES:,}: left out, write how many there are")
    return None


def _authors(authors: tuple[str, ...], wrong: list[str]) -> tuple[str, ...]:
    kept = authors[: limits.AUTHORS]
    if any(len(name) > limits.AUTHOR_CHARACTERS for name in kept):
        wrong.append(
            f"an author's name has more than {limits.AUTHOR_CHARACTERS:,} characters: only these "
            "are kept, part authors with commas"
        )
        kept = tuple(name[: limits.AUTHOR_CHARACTERS] for name in kept)
    kept = kept[: _fitting(kept)]
    if len(kept) < len(authors):
        wrong.append(f"{len(authors):,} authors: only the first {len(kept):,} are kept")
    return kept


def _categories(categories: tuple[str, ...], wrong: list[str]) -> tuple[str, ...]:
    most = limits.CATEGORY_CHARACTERS
    kept = categories[: limits.CATEGORIES]
    if len(kept) < len(categories):
        wrong.append(f"{len(categories):,} categories: only the first {len(kept):,} are kept")
    if any(len(category) > most for category in kept):
        wrong.append(f"a category has more than {most:,} characters: only these are kept")
    return tuple(category[:most] for category in kept)


def _fitting(authors: tuple[str, ...]) -> int:
    """Return how many of the authors fit a byline."""
    if sum(map(_most_bytes, authors)) < limits.BYLINE_BYTES:
        return len(authors)
    left = limits.BYLINE_BYTES - 1
    for place, name in enumerate(authors):
        left -= byline_bytes(name)
        if left < 0:
            return place
    return len(authors)


def _most_bytes(name: str) -> int:
    return 1 + len(name) * (4 if name.isascii() else _MOST_FOLDED * _MOST_ENCODED)


def _sections(sections: tuple[Section, ...], wrong: list[str]) -> tuple[Section, ...]:
    kept = sections
    if any(len(section.source) > limits.SOURCE_CHARACTERS for section in kept):
        wrong.append(
            f"a section's source has more than {limits.SOURCE_CHARACTERS:,} characters: only these "
            "are kept"
        )
        kept = tuple(map(_from, kept))
    if any(len(section.label) > limits.LABEL_CHARACTERS for section in kept):
        wrong.append(
            f"a label has more than {limits.LABEL_CHARACTERS:,} characters: it is kept as text"
        )
        kept = tuple(map(_labelled, kept))
    total = sum(map(_length, kept))
    if total > limits.TEXT_CHARACTERS:
        wrong.append(
            f"a summary of {total:,} characters: only the first {limits.TEXT_CHARACTERS:,} are kept"
        )
        kept = _first(kept)
    if len(kept) > limits.SECTIONS:
        wrong.append(
            f"{len(kept):,} sections: those from number {limits.SECTIONS:,} on are kept as one"
        )
        kept = _joined(kept)
    return kept


def _from(section: Section) -> Section:
    return dataclasses.replace(section, source=section.source[: limits.SOURCE_CHARACTERS])


def _labelled(section: Section) -> Section:
    if len(section.label) <= limits.LABEL_CHARACTERS:
        return section
    return dataclasses.replace(section, label="", text=f"{section.label}\n{section.text}")


def _length(section: Section) -> int:
    return len(section.label) + len(section.text) + _APART


def _first(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return as much of the sections as the limit takes."""
    left = limits.TEXT_CHARACTERS
    kept = []
    for section in sections:
        left -= _length(section)
        if left < 0:
            text = section.text[: max(0, len(section.text) + left)]
            kept += [dataclasses.replace(section, text=text)] if text else []
            break
        kept.append(section)
    return tuple(kept)


def _joined(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections with all that are too many as lines of the last one."""
    kept, more = sections[: limits.SECTIONS - 1], sections[limits.SECTIONS - 1 :]
    lines = (f"{own.label}: {own.text}" if own.label else own.text for own in more)
    return (*kept, Section("", "\n".join(lines)))
