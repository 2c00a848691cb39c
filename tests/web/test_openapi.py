"""The API keeps what its document promises, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.applications import Starlette
from starlette.routing import Route

from papersearch.server.engine import Engine
from papersearch.types.watch import Watch
from papersearch.web.app import create_app
from papersearch.web.openapi import document
from papersearch.web.security import Access
from tests.web.conftest import fake

pytest.importorskip("schemathesis", reason="needs schemathesis")

import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def app(built: Path) -> Iterator[Starlette]:
    with fake(built)() as index:
        index.watches.add(Watch("tokens", "visual tokens"))
    engine = Engine(built, fake(built), threads=1)
    yield create_app(engine, Access.on("127.0.0.1", more=["testserver"]))
    engine.close()


FINDS: dict[str | tuple[str, str], int] = {
    "/api/similar": 404,
    "/api/similar/{paper_id}": 404,
    "/api/papers/{paper_id}": 404,
    ("post", "/api/likes"): 404,
    ("post", "/api/kept"): 404,
    "/api/watches/remove": 404,
    "/api/recommend": 409,
}
"""What is answered where ids and names are made up and nothing is liked; elsewhere 200."""

OPERATIONS = [(method, path) for path, methods in document()["paths"].items() for method in methods]
WITH_PARAMETERS = [
    ("get", "/api/query"),
    ("post", "/api/query"),
    ("get", "/api/similar"),
    ("post", "/api/similar"),
    ("get", "/api/similar/{paper_id}"),
    ("get", "/api/day"),
    ("post", "/api/likes"),
    ("get", "/api/recommend"),
    ("post", "/api/watches"),
    ("post", "/api/watches/remove"),
    ("get", "/api/feed"),
    ("post", "/api/feed/read"),
    ("get", "/api/kept"),
    ("post", "/api/kept"),
    ("get", "/api/facets"),
    ("get", "/api/suggest"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_is_allowed_is_answered_as_documented(app: Starlette, method: str, path: str) -> None:
    wanted = FINDS.get((method, path), FINDS.get(path, 200))
    # Most of what is made up is refused for one of many reasons: what is not may take a while.
    seen: set[int] = set()
    for examples in (40, 400):
        if wanted not in seen:
            seen |= statuses(app, method, path, GenerationMode.POSITIVE, examples)
    assert wanted in seen


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), WITH_PARAMETERS)
def test_what_is_not_allowed_is_refused_as_documented(
    app: Starlette, method: str, path: str
) -> None:
    assert 400 in statuses(app, method, path, GenerationMode.NEGATIVE)


def statuses(
    app: Starlette, method: str, path: str, mode: GenerationMode, examples: int = 40
) -> set[int]:
    """Return the statuses of many requests, each of which is as the document says."""
    operation = schemathesis.openapi.from_asgi("/api/openapi.json", app)[path][method.upper()]
    seen: set[int] = set()

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), deadline=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        seen.add(case.call_and_validate(checks=CHECKS).status_code)

    ask()
    return seen


def test_the_document_names_every_route(app: Starlette) -> None:
    routes = {
        (route.path.replace(":path}", "}"), method.lower())
        for route in app.routes
        if isinstance(route, Route) and route.path.startswith("/api/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    paths = document()["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods} == routes
