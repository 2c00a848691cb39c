"""docs/python.md from the docstrings of the public names."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import papersearch
from papersearch.api.exploring import Exploring
from papersearch.api.following import Likes, Watches
from papersearch.api.holdings import Sources
from papersearch.api.keeping import Keeping

HEAD = """# From Python

`make docs` writes this page from the docstrings. Times and days are texts, as "2024-07-31"; arrays
are NumPy's. Every error that papersearch raises on purpose is a `papersearch.PapersearchError`.

```python
from papersearch import Filters, PaperIndex

with PaperIndex.open("index", create=True) as index:
    index.index(["digests/"])
    index.add([{"title": "A paper", "summary": "What it says.", "date": "2024-07-31", "votes": 3}])
    for hit in index.query("visual token compression", k=5, filters=Filters(since="last week")):
        print(hit.rank, hit.similarity, hit.paper.title, hit.evidence)
    ids, rows = index.vectors()  # (n, 384) float32, for other programs
```
"""

_PARTS = {
    "watches": Watches,
    "likes": Likes,
    "kept": Keeping,
    "sources": Sources,
    "atlas": Exploring,
}
_ROLE = re.compile(r":(?:meth|class|func|data):`~?(?:papersearch\.[\w.]*\.)?([\w.]+)`")
_CODE = re.compile(r"::\n\n((?:    .*\n|\n)+)")
_WIDTH = 88


def page() -> str:
    """Return docs/python.md as it should be."""
    parts = [HEAD]
    for name in papersearch.__all__:
        parts += _of(name, getattr(papersearch, name), _known(name))
        if name == "PaperIndex":
            for part, kind in _PARTS.items():
                parts += _of(f"index.{part}", kind, set())
    return "\n".join(parts)


def _known(name: str) -> set[str]:
    """Return the methods that need not be told of again."""
    return set(dir(papersearch.PaperIndex)) - {"status"} if name == "RemoteIndex" else set()


def _of(name: str, kind: Any, known: set[str]) -> Iterator[str]:
    if inspect.isfunction(kind):
        yield f"## {name}\n"
        yield _signature(name, kind)
        yield _prose(kind)
        return
    yield f"## {name}\n\n{_prose(kind)}"
    if "__dataclass_fields__" in vars(kind):
        yield _signature(name, kind)
    for own, member in _members(kind):
        if own not in known or (own == "open" and name == "RemoteIndex"):
            yield f"### {name}.{own}\n"
            if not isinstance(member, property):
                yield _signature(own, member)
            yield _prose(member)


def _members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties of a class of ours, as they stand in the source."""
    seen: set[str] = set()
    for base in kind.__mro__:
        if not base.__module__.startswith("papersearch"):
            continue
        for name, member in vars(base).items():
            is_method = isinstance(member, property | classmethod | staticmethod)
            if (
                name.startswith("_")
                or name in seen
                or not (is_method or inspect.isfunction(member))
            ):
                continue
            seen.add(name)
            yield name, member if isinstance(member, property) else getattr(kind, name)


def _signature(name: str, thing: Callable[..., Any]) -> str:
    """Return a call with all parameters, on one line or one below the other."""
    signature = inspect.signature(thing)
    known = [own for own in signature.parameters.values() if own.name != "self"]
    result = signature.return_annotation
    back = "" if result in (inspect.Signature.empty, None, "None") else f" -> {_plain(result)}"
    shown = _parameters(known)
    line = f"{name}({', '.join(shown)}){back}"
    if len(line) > _WIDTH:
        line = f"{name}(\n    " + ",\n    ".join(shown) + f",\n){back}"
    return f"```python\n{line}\n```\n"


def _parameters(known: list[inspect.Parameter]) -> list[str]:
    shown: list[str] = []
    for own in known:
        if own.kind is own.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        kind = "" if own.annotation is own.empty else f": {_plain(own.annotation)}"
        has_default = own.default is not own.empty
        given = f"{' = ' if kind else '='}{_default(own.default)}" if has_default else ""
        shown.append(f"{own.name}{kind}{given}")
    return shown


def _default(value: object) -> str:
    return "..." if type(value).__repr__ is object.__repr__ else repr(value)


def _plain(annotation: object) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _prose(thing: Any) -> str:
    """Return a docstring as Markdown."""
    text = f"{inspect.getdoc(thing) or ''}\n"
    text = _ROLE.sub(r"`\1`", text).replace("``", "`")
    text = _CODE.sub(_fenced, text)
    text = re.sub(r"(?m)^Raises:\n((?:    .*\n?)+)", _raised, text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _fenced(found: re.Match[str]) -> str:
    return f"\n\n```python\n{textwrap.dedent(found[1]).strip()}\n```\n\n"


def _raised(found: re.Match[str]) -> str:
    """Return the errors of a docstring as a list."""
    lines = re.sub(r"\n    +", " ", textwrap.dedent(found[1]).strip()).splitlines()
    said = [line.partition(":") for line in lines]
    return "Raises:\n\n" + "\n".join(f"- `{names}`:{why}" for names, _, why in said) + "\n"
