"""Which model an index belongs to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class ModelIdentity(NamedTuple):
    """Everything that two engines must share for their vectors to be comparable.

    ``revision`` is the commit of a model from a hub, or the fingerprint of a folder's weights.
    """

    name: str
    revision: str
    query_prompt: str
    passage_prompt: str
    pooling: str
    dimension: int
    normalized: bool = True

    @property
    def key(self) -> str:
        """A short hash of all of it."""
        encoded = json.dumps(self.to_json(), sort_keys=True).encode()
        return hashlib.blake2b(encoded, digest_size=8).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the identity as a JSON object."""
        return self._asdict()

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> ModelIdentity:
        """Return the identity that :meth:`to_json` wrote."""
        return cls(**fields)

    def __str__(self) -> str:
        return f"{self.name} ({self.dimension} dimensions, weights {self.revision[:12]})"
