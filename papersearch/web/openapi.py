"""The OpenAPI document of the API; tests send what it allows and what it does not."""

from importlib.metadata import version
from typing import Annotated, TypedDict

from papersearch.render.json_schema import Schema, declared
from papersearch.render.payload_types import (
    DayPage,
    Facets,
    Health,
    Hit,
    Page,
    Paper,
    Problem,
    Status,
    Suggestions,
)
from papersearch.server.asked import (
    AUTHOR,
    CATEGORY,
    MAX_HITS,
    Mode,
    Names,
    Narrowing,
    OwnText,
    Text,
    Votes,
    Way,
    Which,
)
from papersearch.types import limits
from papersearch.web import openapi_own
from papersearch.web.operations import operation, parameters, posted
from papersearch.web.questions import FACET_VALUES, SUGGESTIONS


class _Part(Narrowing, total=False):
    offset: Annotated[
        int,
        f"How many papers to leave out in front; with k at most {limits.SERVED_PAPERS:,}.",
        {"minimum": 0, "maximum": limits.SERVED_PAPERS, "default": 0},
    ]
    author: Annotated[Names, AUTHOR]
    section: Annotated[Names, "Only what these sections say: parts of labels."]
    category: Annotated[Names, CATEGORY]


class _Question(TypedDict, total=False):
    q: Text


class _Query(_Question, _Part, Way):
    pass


class _Day(TypedDict, total=False):
    day: Annotated[
        str,
        "The day, as 2024-07-31, 2024-07 for its first day, or in words; by default the newest.",
        {"minLength": 1, "maxLength": 40, "examples": ["2024-07-31", "yesterday"]},
    ]
    k: Annotated[
        int,
        "How many papers to give, those with the most votes first.",
        {"minimum": 1, "maximum": MAX_HITS, "default": MAX_HITS},
    ]
    offset: Annotated[
        int,
        "How many papers to leave out in front.",
        {"minimum": 0, "maximum": limits.SERVED_PAPERS, "default": 0},
    ]
    author: Annotated[Names, AUTHOR]
    min_votes: Votes
    section: Annotated[Names, "Only papers with one of these sections: parts of labels."]
    category: Annotated[Names, CATEGORY]


class _Values(TypedDict, total=False):
    k: Annotated[
        int,
        "How many values of each but months, those that most papers have.",
        {"minimum": 1, "maximum": MAX_HITS, "default": FACET_VALUES},
    ]


class _Mode(TypedDict, total=False):
    mode: Mode


class _Counted(_Question, _Mode, Which, _Values, total=False):
    author: Annotated[Names, AUTHOR]
    section: Annotated[Names, "Only papers with one of these sections: parts of labels."]
    category: Annotated[Names, CATEGORY]


class _Typing(TypedDict, total=False):
    q: Annotated[
        str,
        "What is typed so far: names that continue its end are given.",
        {"maxLength": limits.SERVED_CHARACTERS},
    ]
    k: Annotated[
        int,
        "How many names to give.",
        {"minimum": 1, "maximum": MAX_HITS, "default": SUGGESTIONS},
    ]


class _One(TypedDict):
    paper_id: Annotated[
        str,
        "An id as hits have it, or any writing of the paper's address: a number, a DOI, a link.",
        {"minLength": 1, "examples": ["2407.02392"]},
    ]


_Papers = Annotated[
    list[Annotated[str, {"minLength": 1, "maxLength": limits.REFERENCE_CHARACTERS}]],
    {"maxItems": limits.LIKENESS_PAPERS},
]
_Unlike = TypedDict(
    "_Unlike", {"not": Annotated[_Papers, "Papers to stay away from, as id."]}, total=False
)


class _Alike(_Part, _Unlike, total=False):
    id: Annotated[_Papers, "Papers to be like: ids, or any writing of their addresses."]
    text: OwnText


_ANSWERS = {
    "Hit": Hit,
    "Answer": Page,
    "Paper": Paper,
    "Day": DayPage,
    "Facets": Facets,
    "Suggestions": Suggestions,
    "Status": Status,
    "Health": Health,
    "Problem": Problem,
    **openapi_own.ANSWERS,
}
_REFS = {kind: f"#/components/schemas/{name}" for name, kind in _ANSWERS.items()}


def document() -> Schema:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "papersearch",
            "version": version("papersearch"),
            "description": "Search daily digests of papers. Hits and papers are those of "
            "`papersearch query --format json`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": {name: declared(kind, _REFS) for name, kind in _ANSWERS.items()}
            | {"Document": {"type": "object"}},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_LIKE = "The papers most like some, or like a text, and unlike others; none of those given."


def _paths() -> Schema:
    return {
        "/api/query": {
            "get": _query(),
            "post": posted("queryByPost", "The same, for long questions.", _Query),
        },
        "/api/similar": {
            "get": {
                **operation("similarToThese", _LIKE, "Answer", 404),
                "parameters": parameters(_Alike),
            },
            "post": posted("similarByPost", "The same, for long texts.", _Alike, 404),
        },
        "/api/similar/{paper_id}": {
            "get": {
                **operation("similar", "The papers most like one, or like more.", "Answer", 404),
                "parameters": [*parameters(_One, "path"), *parameters(_Alike)],
            }
        },
        "/api/day": {
            "get": {
                **operation("day", "The papers of a day, by votes.", "Day"),
                "parameters": parameters(_Day),
            }
        },
        "/api/facets": {
            "get": {
                **operation("facets", "How many papers there are, by month and so on.", "Facets"),
                "parameters": parameters(_Counted),
            }
        },
        "/api/suggest": {
            "get": {
                **operation("suggest", "What continues a text that is typed.", "Suggestions"),
                "parameters": parameters(_Typing),
            }
        },
        "/api/papers/{paper_id}": {
            "get": {
                **operation("paper", "All that the digests say of a paper.", "Paper", 404),
                "parameters": parameters(_One, "path"),
            }
        },
        "/api/status": {
            "get": operation("status", "What the index holds and what of it is stale.", "Status")
        },
        "/api/health": {
            "get": {
                **operation("health", "Whether the index can be read.", "Health"),
                "security": [],
            }
        },
        **openapi_own.paths(),
        "/api/openapi.json": {"get": operation("openapi", "This document.", "Document")},
    }


def _query() -> Schema:
    return {
        **operation("query", "The papers that answer a question, best first.", "Answer"),
        "parameters": parameters(_Query),
    }
