from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
import pydoc

import pytest

import papersearch

PACKAGES = [
    found.name
    for found in pkgutil.walk_packages(papersearch.__path__, "papersearch.")
    if found.ispkg
]


def test_every_public_name_is_there() -> None:
    assert papersearch.__all__ == sorted(papersearch.__all__)
    assert dir(papersearch) == papersearch.__all__
    for name in papersearch.__all__:
        assert getattr(papersearch, name).__name__ == name
        assert getattr(papersearch, name).__doc__


def test_the_version_is_that_of_the_package() -> None:
    assert papersearch.__version__ == importlib.metadata.version("papersearch")


@pytest.mark.parametrize("name", papersearch.__all__)
def test_help_reads_well(name: str) -> None:
    shown = pydoc.render_doc(getattr(papersearch, name))
    assert " at 0x" not in shown
    assert "Unpack[" not in shown
    assert "lambda" not in shown


def test_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match="module 'papersearch' has no attribute 'nothing'"):
        _ = papersearch.nothing


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_list_what_they_export(package: str) -> None:
    module = importlib.import_module(package)
    names = getattr(module, "__all__", [])
    assert names == sorted(names, key=lambda name: (name.upper() != name, name[0].islower(), name))
    assert all(hasattr(module, name) for name in names)
