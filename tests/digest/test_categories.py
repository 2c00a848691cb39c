from __future__ import annotations

import pytest

from papersearch.digest.categories import categories_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cs.CL", ("cs.CL",)),
        ("`cs.CL`, **stat.ML**", ("cs.CL", "stat.ML")),
        ("cs.CL; cs.AI; cs.CL", ("cs.CL", "cs.AI")),
        ("cs.CL cs.LG.", ("cs.CL", "cs.LG")),
        ("Computation and Language (cs.CL)", ("cs.CL",)),
        ("math.GT eess.IV quant-ph", ("math.GT", "eess.IV", "quant-ph")),
        ("cond-mat.mes-hall, physics.data-an", ("cond-mat.mes-hall", "physics.data-an")),
        ("quant-ph/9901001 math.GT/0309136", ()),
        ("https://arxiv.org/list/cs.CL/recent", ()),
        ("cs and math", ()),
        ("www.cs.com", ()),
        ("", ()),
    ],
)
def test_the_categories_of_a_text(text: str, found: tuple[str, ...]) -> None:
    assert categories_in(text) == found
