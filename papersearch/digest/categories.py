"""The categories of arXiv, as a text names them."""

from __future__ import annotations

import re

_CATEGORY = re.compile(
    r"(?<![\w./@-])(?:(?:cs|econ|eess|math|q-bio|q-fin|stat)\.[A-Z]{2}|nlin\.(?:AO|CD|CG|PS|SI)"
    r"|physics\.(?:optics|[a-z]{2,6}-[a-z]{2,4})|cond-mat\.(?:other|soft|[a-z]{3,5}-[a-z]{2,4})"
    r"|astro-ph\.(?:CO|EP|GA|HE|IM|SR)|astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph"
    r"|nucl-(?:ex|th)|quant-ph)(?![\w/@]|[.-]\w)"
)


def categories_in(text: str) -> tuple[str, ...]:
    """Return the arXiv categories that a text names, as "cs.CL" and "quant-ph", each once.

    A part of an address or of an old id, as in "quant-ph/9901001", is none.
    """
    return tuple(dict.fromkeys(_CATEGORY.findall(text)))
