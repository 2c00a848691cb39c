"""The mail in a real browser, light and dark, with its style sheet and without it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from papersearch.render.mail import mail
from tests.browser import chromium, opened
from tests.render.test_feed import FEED

__all__ = ["chromium"]

CONTRASTS = """() => {
  document.documentElement.style.background ||= 'Canvas';
  const channel = x => (x /= 255) <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = element => {
    for (let own = element; own; own = own.parentElement) {
      const found = parts(getComputedStyle(own).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
  };
  const own = element => [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  return [...document.body.querySelectorAll('*')].filter(own).map(element => {
    const two = [light(parts(getComputedStyle(element).color)), light(ground(element))];
    return [(Math.max(...two) + 0.05) / (Math.min(...two) + 0.05), light(ground(element))];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sheet", [True, False])
def test_it_is_read_in_every_light(chromium: Any, tmp_path: Path, scheme: str, sheet: bool) -> None:
    """Programs that drop the style sheet keep what stands in each element."""
    path = tmp_path / "mail.html"
    text = mail(FEED)
    path.write_text(text if sheet else re.sub("<style>.*?</style>", "", text), encoding="utf-8")
    page, requests, complaints = opened(chromium, path, color_scheme=scheme)
    found = page.evaluate(CONTRASTS)
    least = 4.5 if sheet or scheme == "light" else 4  # of the quiet facts; titles have more
    assert len(found) > 10
    assert min(contrast for contrast, _ in found) >= least
    grounds = {round(ground, 2) for contrast, ground in found}
    assert (min(grounds) < 0.02) == (scheme == "dark")
    assert (max(grounds) == 1) == (scheme == "light")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert (requests, complaints) == ([path.as_uri()], [])
    page.close()
