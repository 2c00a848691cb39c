from __future__ import annotations

import pytest

from papersearch.errors import InvalidAddress, PapersearchError, redacted
from papersearch.store.milvus.address import is_address, parse


@pytest.mark.parametrize(
    ("text", "uri", "collection"),
    [
        ("milvus://localhost:19530/papers", "http://localhost:19530", "papers"),
        ("milvus://db.example.org/p_2", "http://db.example.org:19530", "p_2"),
        ("milvus+tls://db.example.org:443/papers", "https://db.example.org:443", "papers"),
        ("milvus://[::1]:1/papers", "http://[::1]:1", "papers"),
        ("milvus:///data/my papers.db/papers", "/data/my papers.db", "papers"),
    ],
)
def test_addresses(text: str, uri: str, collection: str) -> None:
    found = parse(text)
    assert (found.uri, found.collection, str(found)) == (uri, collection, text)
    assert found.is_file == uri.endswith(".db")
    assert is_address(text)


@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivf_sq8", "diskann"])
def test_an_address_may_say_how_vectors_are_found(kind: str) -> None:
    assert parse(f"milvus://localhost/papers?index={kind}").kind == kind
    assert parse(f"milvus:///folder/file.db/papers?index={kind}").kind == kind
    assert parse("milvus://localhost/papers").kind == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("index", "no address of a store"),
        ("https://localhost:19530/papers", "no address of a store"),
        ("milvus://localhost:19530", "no collection"),
        ("milvus://localhost:19530/", "no collection"),
        ("milvus://localhost:19530/pa-pers", "no collection"),
        ("milvus://localhost:19530/1st", "no collection"),
        ("milvus:localhost/papers", "no address of a store"),
        ("milvus://localhost:port/papers", "port"),
        ("milvus://localhost:99999/papers", "ort"),
        ("milvus://localhost/database/papers", "more than a host and a collection"),
        ("milvus:///folder/papers", "neither a host nor a .db file"),
        ("milvus+tls:///folder/file.db/papers", "neither a host nor a .db file"),
        ("milvus://localhost/papers?token=x", "more than a collection at its end"),
        ("milvus://localhost/papers?index=fast", r"\?index=flat\|hnsw\|ivf_sq8\|diskann"),
        ("milvus://localhost/papers#index=hnsw", "more than a collection at its end"),
        ("milvus://[::1/papers", "IPv6"),
    ],
)
def test_what_is_no_address(text: str, complaint: str) -> None:
    with pytest.raises(InvalidAddress, match=complaint):
        parse(text)


SECRET = "s3cr"
ODD = [
    f"milvus://root:{SECRET}et@localhost:19530/papers",
    f"milvus://{SECRET}@localhost:19530/papers",
    f"milvus://root:{SECRET}/et@localhost:19530/papers",
    f"milvus://root:{SECRET}#et@localhost:19530/papers",
    f"milvus://root:{SECRET}?et@localhost:19530/papers",
    f"milvus://root:{SECRET}?index=flat@localhost:19530/papers?index=flat",
    f"milvus://root:a@{SECRET}@localhost:19530/papers",
    f"milvus://root:{SECRET}%40@localhost/papers",
    f"milvus://root:{SECRET} et@localhost/papers",
    f"milvus://root:{SECRET}\net@localhost/papers",
    f"milvus://root:{SECRET}@[::1/papers",
    f"milvus://root:{SECRET}@localhost:port/papers",
    f"milvus://root:{SECRET}@/x.db/papers",
    f"milvus://root:{SECRET}",
    f"milvus:///root:{SECRET}@localhost:19530/x.db/papers",
    f"milvus:root:{SECRET}@localhost/papers",
    f"milvus:/root:{SECRET}@localhost/papers",
    f"Milvus://root:{SECRET}@localhost/papers",
    f"milvus+tls://root:{SECRET}/@localhost",
    f"https://root:{SECRET}@localhost:19530",
    f"milvus://localhost:19530/papers?token={SECRET}",
    f"milvus://localhost:19530/papers?index=flat&token={SECRET}",
    f"milvus://localhost:19530/papers#{SECRET}",
    f"milvus://localhost:{SECRET}/papers",
]


@pytest.mark.parametrize("text", ODD)
def test_what_may_hold_a_password_is_refused_and_not_repeated(text: str) -> None:
    assert is_address(text)
    with pytest.raises(InvalidAddress, match=r"milvus://HOST|PAPERSEARCH_MILVUS_TOKEN") as caught:
        parse(text)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_no_error_bears_what_may_be_a_password() -> None:
    error = PapersearchError(f"cannot open xy://root:{SECRET}/ @et@host/papers, or http://host/a")
    assert str(error) == "cannot open xy://***@host/papers, or http://host/a"
    assert redacted("a@b.md:1: bad") == "a@b.md:1: bad"
    assert "a@b" in redacted("see a@b and https://arxiv.org/abs/2407.00001")
