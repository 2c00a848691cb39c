"""What makes the page a search engine and an application of a browser."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from starlette.testclient import TestClient

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_a_browser_can_search_from_its_address_bar(client: TestClient) -> None:
    page = client.get("/?lang=ko").text
    place = re.search(r'<link rel="search" href="([^"]*)"', page)
    assert place
    response = client.get(place[1], headers={"host": "localhost:8765"})
    assert response.headers["content-type"].startswith("application/opensearchdescription+xml")
    told = etree.fromstring(response.content)
    assert len(told.findtext(f"{SPACE}ShortName")) <= 16
    template = told.find(f"{SPACE}Url[@type='text/html']").get("template")
    assert template == "http://localhost:8765/?q={searchTerms}&lang=ko"
    address = template.replace("http://localhost:8765", "").replace("{searchTerms}", "token")
    assert "TokenSqueeze" in client.get(address).text


@pytest.mark.parametrize(
    ("forwarded", "scheme"), [("https", "https"), ("http", "http"), ("javascript", "http")]
)
def test_behind_a_proxy_with_https(client: TestClient, forwarded: str, scheme: str) -> None:
    text = client.get("/opensearch.xml", headers={"x-forwarded-proto": forwarded}).text
    assert f'template="{scheme}://127.0.0.1/?q={{searchTerms}}"' in text


def test_the_page_can_be_installed(client: TestClient) -> None:
    place = re.search(r'<link rel="manifest" href="([^"]*)"', client.get("/").text)
    assert place
    response = client.get(place[1])
    assert response.headers["content-type"] == "application/manifest+json"
    told = response.json()
    assert (told["start_url"], told["display"]) == ("/", "standalone")
    for icon in told["icons"]:
        found = client.get(icon["src"])
        assert found.headers["content-type"] == icon["type"]
        assert "immutable" not in found.headers["cache-control"]
    assert "manifest-src 'self'" in client.get("/").headers["content-security-policy"]


def test_the_icons_are_as_large_as_they_say(client: TestClient) -> None:
    image = pytest.importorskip("PIL.Image")
    for icon in client.get("/static/manifest.webmanifest").json()["icons"]:
        if icon["type"] == "image/png":
            found = image.open(io.BytesIO(client.get(icon["src"]).content))
            assert f"{found.width}x{found.height}" == icon["sizes"]
    assert image.open(io.BytesIO(client.get("/favicon.ico").content)).format == "ICO"
