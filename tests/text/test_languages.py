from __future__ import annotations

import pytest

from papersearch.text.languages import SCRIPTS, probes, script


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("visual tokens", "latin"),
        ("LLM의 KV 캐시 압축", "hangul"),
        ("視覚トークンの圧縮", "kana"),
        ("视觉标记压缩", "han"),
        ("сжатие токенов", "cyrillic"),
        ("ضغط الرموز", "other"),
        ("123", "other"),
        ("", "other"),
    ],
)
def test_scripts(text: str, name: str) -> None:
    assert script(text) == name


def test_probes_are_in_the_script_of_their_language() -> None:
    known = {language: name for name, languages in SCRIPTS.items() for language in languages}
    found = probes()
    assert found.keys() == known.keys()
    assert len({len(texts) for texts in found.values()}) == 1
    for language, texts in found.items():
        assert len(set(texts)) == len(texts)
        # A Japanese question may do without kana.
        right = sum(script(text) == known[language] for text in texts)
        assert right >= len(texts) - 3
