"""The OpenAPI document of the API, kept by hand; tests send what it allows and what it does not."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from papersearch import limits
from papersearch.query import MODES
from papersearch.web.questions import DEEPEST

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_DAY: Json = {
    "type": "string",
    "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
    "description": "A day, a month or a year: 2024-07-31, 2024-07, 2024.",
}
_SEVERAL: Json = {
    "type": "array",
    "items": {"type": "string", "minLength": 1, "maxLength": limits.FILTER_CHARACTERS},
    "maxItems": limits.FILTER_VALUES,
}

_COUNT: dict[str, Json] = {
    "k": {
        "type": "integer",
        "minimum": 1,
        "maximum": DEEPEST,
        "default": 10,
        "description": "How many papers to give.",
    },
    "offset": {
        "type": "integer",
        "minimum": 0,
        "maximum": DEEPEST,
        "default": 0,
        "description": f"How many papers to leave out in front; with k at most {DEEPEST}.",
    },
}
_FILTERS: dict[str, Json] = {
    "since": {**_DAY, "description": f"Only papers of this day or later. {_DAY['description']}"},
    "until": {**_DAY, "description": f"Only papers of this day or earlier. {_DAY['description']}"},
    "last": {
        "type": "string",
        "pattern": "^[0-9]{1,5}[dwmy]$",
        "description": "Only papers of the last 7d, 2w, 6m or 1y; not together with since.",
    },
    "author": {**_SEVERAL, "description": "Only papers by all of these: parts of names."},
    "min_votes": {
        "type": "integer",
        "minimum": 0,
        "maximum": limits.FILTER_VOTES,
        "description": "Only papers with so many votes.",
    },
    "section": {**_SEVERAL, "description": "Only what these sections say: parts of labels."},
}
_QUERY: dict[str, Json] = {
    "q": {
        "type": "string",
        "minLength": 1,
        "maxLength": limits.SERVED_CHARACTERS,
        "description": "What to search for, in any language; with a letter or a digit in it.",
    },
    **_COUNT,
    "mode": {"type": "string", "enum": list(MODES), "default": "hybrid"},
    **_FILTERS,
    "diverse": {"type": "boolean", "default": False, "description": "Spread what is alike."},
    "explain": {"type": "boolean", "default": False, "description": "Say why hits stand where."},
}


def document() -> Json:
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
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> Json:
    return {
        "/api/query": {"get": _query(), "post": _posted_query()},
        "/api/similar/{paper_id}": {
            "get": {
                **_operation("similar", "The papers most like one.", "Answer", 404),
                "parameters": [_PAPER_ID, *_parameters({**_COUNT, **_FILTERS})],
            }
        },
        "/api/papers/{paper_id}": {
            "get": {
                **_operation("paper", "All that the digests say of a paper.", "Paper", 404),
                "parameters": [_PAPER_ID],
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


def _query() -> Json:
    return {
        **_operation("query", "The papers that answer a question, best first.", "Answer"),
        "parameters": _parameters(_QUERY, required=("q",)),
    }


def _posted_query() -> Json:
    asked = {
        "type": "object",
        "properties": _QUERY,
        "required": ["q"],
        "additionalProperties": False,
    }
    return {
        **_operation("queryByPost", "The same, for long questions.", "Answer", 413, 415),
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
    }


_PAPER_ID: Json = {
    "name": "paper_id",
    "in": "path",
    "required": True,
    "description": "An arXiv number or another id of the index.",
    "schema": {"type": "string", "minLength": 1},
    "example": "2407.02392",
}


def _parameters(properties: dict[str, Json], required: tuple[str, ...] = ()) -> list[Json]:
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": schema.get("description", ""),
            "schema": schema,
        }
        for name, schema in properties.items()
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


def _operation(name: str, summary: str, answer: str, *codes: int) -> Json:
    problems = sorted({400, 401, 403, 421, 500, 503, *codes})
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": _response(summary, answer),
            **{str(code): _response(_WHY[code], "Problem") for code in problems},
        },
    }


def _response(description: str, schema: str) -> Json:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _object(properties: dict[str, Json]) -> Json:
    """Return an object of which all members are there, and others may come."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _or_null(kind: str) -> Json:
    return {"type": [kind, "null"]}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_FACTS: dict[str, Json] = {
    "id": _TEXT,
    "title": _TEXT,
    "url": _TEXT,
    "date": _TEXT,
    "days": _list(_TEXT),
    "votes": _or_null("integer"),
    "authors": _list(_TEXT),
    "authors_cut": {"type": "boolean"},
    "thumbnail": _TEXT,
    "video": _TEXT,
}


def _schemas() -> Json:
    number, whole, truth = {"type": "number"}, {"type": "integer"}, {"type": "boolean"}
    explanation = _object(
        {
            "dense": _or_null("number"),
            "dense_rank": _or_null("integer"),
            "lexical_rank": _or_null("integer"),
            "found": _list(_TEXT),
            "missing": _list(_TEXT),
        }
    )
    pair = {"type": "array", "items": whole, "minItems": 2, "maxItems": 2}
    hit = {
        "rank": whole,
        **_FACTS,
        "similarity": _or_null("number"),
        "score": number,
        "lexical": _or_null("number"),
        "section": _TEXT,
        "evidence": _TEXT,
        "marks": _list(pair),
        "doubtful": truth,
        "explanation": {"anyOf": [explanation, {"type": "null"}]},
    }
    answer = {
        "query": _or_null("string"),
        "mode": _or_null("string"),
        "k": _or_null("integer"),
        "filters": {"type": "object"},
        "confidence": _or_null("number"),
        "verdict": {"type": "string", "enum": ["strong", "fair", "weak", "none", ""]},
        "count": whole,
        "hits": _list({"$ref": "#/components/schemas/Hit"}),
        "offset": whole,
        "more": {**truth, "description": "Whether papers follow behind these."},
    }
    counts = (
        "papers passages digests days removed generation catalog_size vectors_size lexical_size "
        "changed vanished pending dead"
    ).split()
    status = {
        **dict.fromkeys(counts, whole),
        **dict.fromkeys(("folder", "first_day", "last_day", "model"), _TEXT),
        "shapes": _list({"type": "array"}),
    }
    section = _object({"label": _TEXT, "text": _TEXT})
    return {
        "Hit": _object(hit),
        "Answer": _object(answer),
        "Paper": _object({**_FACTS, "sections": _list(section)}),
        "Status": _object(status),
        "Health": _object({"status": {"type": "string", "const": "ok"}}),
        "Document": {"type": "object"},
        "Problem": _object({"type": _TEXT, "message": _TEXT}),
    }
