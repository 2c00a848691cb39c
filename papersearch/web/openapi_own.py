"""The OpenAPI document of what is the reader's own: likes, watches and their feed, what is kept."""

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from papersearch.render.json_schema import Schema
from papersearch.render.payload_types import (
    Done,
    Feed,
    KeptPapers,
    Likes,
    Recommendations,
    Watch,
    Watches,
)
from papersearch.server.asked import AUTHOR, CATEGORY, Names, Narrowing, Votes
from papersearch.types import limits
from papersearch.types.watch import LEVELS, MAX_NAME
from papersearch.web.operations import operation, parameters, posted

ANSWERS: Mapping[str, Any] = {
    "Likes": Likes,
    "Recommendations": Recommendations,
    "Watch": Watch,
    "Watches": Watches,
    "Feed": Feed,
    "Kept": KeptPapers,
    "Done": Done,
}

_Ids = Annotated[
    list[Annotated[str, {"minLength": 1, "maxLength": limits.REFERENCE_CHARACTERS}]],
    "Papers: ids, or any writing of their addresses.",
    {"minItems": 1, "maxItems": limits.LIKENESS_PAPERS},
]
_Tags = Annotated[
    list[Annotated[str, {"minLength": 1, "maxLength": limits.TAG_CHARACTERS}]],
    {"maxItems": limits.PAPER_TAGS},
]
_Day = {"minLength": 1, "maxLength": 40, "examples": ["2024-07-31"]}


class _Papers(TypedDict):
    id: _Ids


class _Liked(_Papers, total=False):
    liked: Annotated[bool, "Whether they are liked, or disliked.", {"default": True}]
    undo: Annotated[bool, "Forget that they are.", {"default": False}]


class _Wanted(Narrowing, total=False):
    author: Annotated[Names, AUTHOR]
    section: Annotated[Names, "Only papers with one of these sections: parts of labels."]
    category: Annotated[Names, CATEGORY]


class _Text(TypedDict):
    text: Annotated[
        str,
        "What to look for, in any language: plain text, no signs.",
        {"minLength": 1, "maxLength": limits.FILTER_CHARACTERS, "examples": ["token compression"]},
    ]


class _Watch(_Text, total=False):
    name: Annotated[
        str, "What to call it; its text by default.", {"minLength": 1, "maxLength": MAX_NAME}
    ]
    min_confidence: Annotated[str, "How sure to be.", {"enum": list(LEVELS), "default": "fair"}]
    since: Annotated[str, "Begin with the papers of this day, rather than those to come.", _Day]
    author: Annotated[Names, AUTHOR]
    min_votes: Votes
    section: Annotated[Names, "Only papers with one of these sections: parts of labels."]
    category: Annotated[Names, CATEGORY]


class _Named(TypedDict):
    name: Annotated[str, "A watch.", {"minLength": 1, "maxLength": MAX_NAME}]


class _Feed(TypedDict, total=False):
    watch: Annotated[str, "Of this watch alone.", {"minLength": 1, "maxLength": MAX_NAME}]
    since: Annotated[str, "Papers of this day and later, also those that are read.", _Day]


class _Keep(_Papers, total=False):
    tag: Annotated[_Tags, "Tags to give them."]
    untag: Annotated[_Tags, "Tags to take from them."]
    note: Annotated[
        str,
        "The note on them, in place of the one before; empty for none.",
        {"maxLength": limits.NOTE_CHARACTERS},
    ]
    listed: Annotated[bool, "Whether they are on the reading list."]
    read: Annotated[bool, "Whether they are ticked as read there."]


class _Tag(TypedDict, total=False):
    tag: Annotated[
        str, "Only papers that have this tag.", {"minLength": 1, "maxLength": limits.TAG_CHARACTERS}
    ]


def paths() -> Schema:
    """Return the paths."""
    return {
        "/api/likes": {
            "get": operation("likes", "Which papers are liked and disliked.", "Likes"),
            "post": posted("like", "Like papers, or dislike them.", _Liked, 404, gives="Done"),
        },
        "/api/recommend": {
            "get": {
                **operation(
                    "recommend", "New papers, by those that are liked.", "Recommendations", 409
                ),
                "parameters": parameters(_Wanted),
            }
        },
        "/api/watches": {
            "get": operation("watches", "The standing queries.", "Watches"),
            "post": posted("watch", "Watch for papers.", _Watch, 409, gives="Watch"),
        },
        "/api/watches/remove": {
            "post": posted("unwatch", "Watch no longer.", _Named, 404, gives="Done")
        },
        "/api/feed": {
            "get": {
                **operation("feed", "What watches catch among papers not yet read.", "Feed", 404),
                "parameters": parameters(_Feed),
            }
        },
        "/api/feed/read": {
            "post": posted("read", "Mark papers of the feed as read.", _Papers, 404, gives="Done")
        },
        "/api/kept": {
            "get": {
                **operation("kept", "Tags, notes and the reading list.", "Kept"),
                "parameters": parameters(_Tag),
            },
            "post": posted(
                "keep", "Tag papers, note, put them on the list.", _Keep, 404, gives="Done"
            ),
        },
    }
