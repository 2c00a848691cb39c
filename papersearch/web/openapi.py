"""The OpenAPI document of the API; tests send what it allows and what it does not."""

from importlib.metadata import version
from typing import Annotated, Any, TypedDict

from papersearch.render.json_schema import Schema, declared
from papersearch.render.payload_types import DayPage, Health, Hit, Page, Paper, Problem, Status
from papersearch.server.asked import MAX_HITS, Names, Narrowing, OwnText, Text, Votes, Way
from papersearch.types import limits


class _Part(Narrowing, total=False):
    offset: Annotated[
        int,
        f"How many papers to leave out in front; with k at most {MAX_HITS}.",
        {"minimum": 0, "maximum": MAX_HITS, "default": 0},
    ]
    author: Annotated[Names, "Only papers by all of these: parts of names."]
    section: Annotated[Names, "Only what these sections say: parts of labels."]


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
        {"minimum": 0, "maximum": limits.QUERY_RESULTS - MAX_HITS, "default": 0},
    ]
    author: Annotated[Names, "Only papers by all of these: parts of names."]
    min_votes: Votes
    section: Annotated[Names, "Only papers with one of these sections: parts of labels."]


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
    "Status": Status,
    "Health": Health,
    "Problem": Problem,
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
            "post": _posted("queryByPost", "The same, for long questions.", _Query),
        },
        "/api/similar": {
            "get": {
                **_operation("similarToThese", _LIKE, "Answer", 404),
                "parameters": _parameters(_Alike),
            },
            "post": _posted("similarByPost", "The same, for long texts.", _Alike, 404),
        },
        "/api/similar/{paper_id}": {
            "get": {
                **_operation("similar", "The papers most like one, or like more.", "Answer", 404),
                "parameters": [*_parameters(_One, "path"), *_parameters(_Alike)],
            }
        },
        "/api/day": {
            "get": {
                **_operation("day", "The papers of a day, by votes.", "Day"),
                "parameters": _parameters(_Day),
            }
        },
        "/api/papers/{paper_id}": {
            "get": {
                **_operation("paper", "All that the digests say of a paper.", "Paper", 404),
                "parameters": _parameters(_One, "path"),
            }
        },
        "/api/status": {
            "get": _operation("status", "What the index holds and what of it is stale.", "Status")
        },
        "/api/health": {
            "get": {
                **_operation("health", "Whether the index can be read.", "Health"),
                "security": [],
            }
        },
        "/api/openapi.json": {"get": _operation("openapi", "This document.", "Document")},
    }


def _query() -> Schema:
    return {
        **_operation("query", "The papers that answer a question, best first.", "Answer"),
        "parameters": _parameters(_Query),
    }


def _posted(name: str, summary: str, kind: Any, *codes: int) -> Schema:
    asked = {**declared(kind), "additionalProperties": False}
    return {
        **_operation(name, summary, "Answer", 413, 415, *codes),
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
    }


def _parameters(kind: Any, place: str = "query") -> list[Schema]:
    taken = declared(kind)
    return [
        {
            "name": name,
            "in": place,
            "required": name in taken["required"],
            "description": schema["description"],
            "schema": schema,
        }
        for name, schema in taken["properties"].items()
    ]


_WHY = {
    400: "Something about the request is not right.",
    401: "The server asks for a token.",
    403: "The request comes from the page of another site.",
    404: "The index has no such paper.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    421: "The Host header names another server.",
    500: "This should not have happened.",
    503: "The index cannot be read, too many requests wait, or the answer took too long.",
}


def _operation(name: str, summary: str, answer: str, *codes: int) -> Schema:
    problems = sorted({400, 401, 403, 421, 500, 503, *codes})
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": _response(summary, answer),
            **{str(code): _response(_WHY[code], "Problem") for code in problems},
        },
    }


def _response(description: str, schema: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}
