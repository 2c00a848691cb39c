"""Schemas are what types declare, and payloads are what schemas say: no key more, none less."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import pytest

from papersearch.render import payload_types as types
from papersearch.render.json_schema import declared, schema
from papersearch.render.payload import answer_payload, paper_payload
from papersearch.types.hits import Explanation
from papersearch.types.query import Filters, Query
from tests.declared import faults
from tests.render.conftest import HITS, TOKENS

WHY = Explanation(0.5, 1, None, ("token",), ())
QUERY = Query(
    "token", filters=Filters("2024-07-01", "2024-07-31", ("Lima",), 3, ("new",)), explain=True
)


def answer() -> Any:
    return answer_payload([dataclasses.replace(HITS[0], explanation=WHY), HITS[1]], QUERY)


def test_a_type_becomes_its_schema() -> None:
    assert schema(Annotated[int | None, "Votes.", {"minimum": 0}]) == {
        "type": ["integer", "null"],
        "description": "Votes.",
        "minimum": 0,
    }
    assert schema(list[Annotated[list[Any], {"maxItems": 3}]]) == {
        "type": "array",
        "items": {"type": "array", "items": {}, "maxItems": 3},
    }
    assert schema(dict[str, int]) == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }
    assert schema(types.Section)["required"] == ["label", "text", "source"]
    assert schema(types.Filters)["required"] == []
    assert declared(types.Paper, {types.Section: "#/Section"})["properties"]["sections"] == {
        "type": "array",
        "items": {"$ref": "#/Section"},
        "description": "The summary; empty where there is none.",
    }


def test_payloads_are_what_is_declared() -> None:
    assert faults(types.Answer, answer()) == []
    assert faults(types.Answer, answer_payload(HITS)) == []
    assert faults(types.Paper, paper_payload(TOKENS)) == []


PARTS = ((), ("filters",), ("hits", 0), ("hits", 0, "explanation"))


def part_of(payload: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        payload = payload[step]
    return payload


@pytest.mark.parametrize("path", PARTS)
def test_a_key_that_is_not_declared_is_a_fault(path: tuple[Any, ...]) -> None:
    payload = answer()
    part_of(payload, path)["other"] = 1
    assert len(faults(types.Answer, payload)) == 1


@pytest.mark.parametrize("path", [path for path in PARTS if path != ("filters",)])
def test_a_declared_key_that_is_not_given_is_a_fault(path: tuple[Any, ...]) -> None:
    for key in part_of(answer(), path):
        payload = answer()
        del part_of(payload, path)[key]
        assert len(faults(types.Answer, payload)) == 1, key


@pytest.mark.parametrize(("key", "value"), [("rank", 0), ("votes", "3"), ("similarity", 2.0)])
def test_a_value_of_another_kind_is_a_fault(key: str, value: object) -> None:
    payload = answer()
    payload["hits"][0][key] = value
    assert len(faults(types.Answer, payload)) == 1
