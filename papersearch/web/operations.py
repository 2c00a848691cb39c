"""Parts of the OpenAPI document: operations, what they take, and how they are refused."""

from typing import Any

from papersearch.render.json_schema import Schema, declared


def posted(name: str, summary: str, kind: Any, *codes: int, gives: str = "Answer") -> Schema:
    """Return an operation that takes an object as JSON and nothing beside it."""
    asked = {**declared(kind), "additionalProperties": False}
    return {
        **operation(name, summary, gives, 413, 415, *codes),
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
    }


def parameters(kind: Any, place: str = "query") -> list[Schema]:
    """Return what stands in the address, in its query or its path."""
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
    404: "The index has no such paper or watch.",
    409: "There is a watch of that name already, or fewer papers are liked than it takes.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    421: "The Host header names another server.",
    500: "This should not have happened.",
    503: "The index cannot be read, too many requests wait, or the answer took too long.",
}


def operation(name: str, summary: str, answer: str, *codes: int) -> Schema:
    """Return an operation that gives what is called ``answer``, or one of the problems."""
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
