"""LaTeX as MathML: what is a formula, what is made of it, and what no formula can do."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from latex2mathml.symbols_parser import SYMBOLS

from papersearch.types.limits import FORMULA_CHARACTERS, FORMULA_DEPTH
from papersearch.web import formulas
from papersearch.web.formulas import Formulas, found, mathml
from papersearch.web.inline import Piece, Span, pieces, spans


class Page(HTMLParser):
    """The elements of a text, their attributes, its characters, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def latex(text: str) -> list[str]:
    return [own for _, _, own in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"of $\alpha$-stable $L^2$", [r"\alpha", "L^2"]),
        (r"\(a+b\), \[c\] and $$d$$", ["a+b", "c", "d"]),
        ("$n$개의 토큰", ["n"]),
        (r"$a \$ b$", [r"a \$ b"]),
        ("costs $5 and $6", []),
        ("US$5 to US$6, $5-$10", []),
        ("$x$ and $5", ["x"]),
        ("$5 and $x$", ["x"]),
        (r"\$x\$", []),
        ("$ x$ $x $", []),
        ("$HOME and $PATH", []),
        ("$a\nb$", []),
        ("$$$", []),
        (f"${'a' * FORMULA_CHARACTERS}$", ["a" * FORMULA_CHARACTERS]),
        (f"${'a' * (FORMULA_CHARACTERS + 1)}$", []),
    ],
)
def test_what_is_a_formula(text: str, expected: list[str]) -> None:
    assert latex(text) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("L^2", "<mrow><msup><mi>L</mi><mn>2</mn></msup></mrow>"),
        (r"\alpha", "<mrow><mi>α</mi></mrow>"),
        (r"\mathbb{R}\mathcal{Lx}", "<mi>ℝ</mi><mrow><mi>ℒ</mi><mi>𝓍</mi></mrow>"),
        (r"\mathfrak{CA}\mathbf{A1}", "<mi>ℭ</mi><mi>𝔄</mi></mrow><mrow><mi>𝐀</mi><mn>𝟏</mn>"),
        (r"\mathrm{KL}", '<mi mathvariant="normal">K</mi><mi mathvariant="normal">L</mi>'),
        (r"\mathrm{d}x", '<mi mathvariant="normal">d</mi></mrow></mrow><mi>x</mi>'),
        (r"\textbf{Only-IF}", "<mtext><b>Only-IF</b></mtext>"),
        (r"\text{a <b> \& c}", ""),
        (r"\text{a <b> c}", "<mtext>a\xa0&lt;b&gt;\xa0c</mtext>"),
        (r"\begin{cases}a&b\\c&d\end{cases}", "<mtable><mtr><mtd><mi>a</mi></mtd><mtd>"),
        (r"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        (r"10\%", "<mn>10</mn><mi>%</mi>"),
    ],
)
def test_what_is_made_of_it(given: str, expected: str) -> None:
    if expected:
        assert expected in mathml(given)
    else:
        assert mathml(given) == ""


def test_a_formula_keeps_its_latex() -> None:
    assert mathml('a<b"').startswith('<math alttext="a&lt;b&quot;"><mrow>')


@pytest.mark.parametrize(
    "text",
    [
        r"\nothing x",
        r"\def\a{b}\a",
        r"\newcommand{\a}{\b\b}\a",
        r"\DeclareMathOperator{\a}{b}\a",
        r"\newenvironment{a}{b}{c}\begin{a}\end{a}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\color{red}x",
        r"\unicode{x3c}",
        r"\rule{99em}{99em}",
        r"\hspace{99em}x",
        r"\hbox{$\hbox{a}$}",
        r"\sideset{_a}{_b}" * 14 + r"\sum",
        r"\begin{align}a\end{align}",
        "a & b",
        "a % b",
        "a^",
        "{",
        "}{",
        "^" * 300,
        "_^" * 150,
        "{" * (FORMULA_DEPTH + 1) + "a" + "}" * (FORMULA_DEPTH + 1),
        r"\left(",
        r"\frac{1}",
        "\x00",
        r"\text{&#x1b;}",
    ],
)
def test_what_is_not_known_stays_as_it_is_written(text: str) -> None:
    assert mathml(text) == ""
    assert pieces(f"of ${text}$ x", [], Formulas()) == (Piece(f"of ${text}$ x"),)


@pytest.mark.parametrize("one", [r"\sqrt", r"\frac1", r"\not", r"\hat", r"\mathbf", r"\left(", "'"])
def test_depth_costs_no_error(one: str) -> None:
    mathml(one * (FORMULA_CHARACTERS // len(one)))


WORDS = st.lists(
    st.sampled_from(
        [*sorted(formulas._KNOWN - SYMBOLS.keys()), r"\alpha", r"\sum", r"\sqrt", r"\overline",
         r"\begin{matrix}", r"\end{matrix}", r"\left(", r"\right)", r"\\", *"{}[]()<>&'\"^_ab12 ="]
    ) | st.characters(),
    max_size=40,
).map("".join)  # fmt: skip


@given(WORDS)
def test_nothing_but_what_is_allowed_comes_out(text: str) -> None:
    page = Page(mathml(text[:FORMULA_CHARACTERS]))
    assert not page.open
    assert page.tags <= formulas._ELEMENTS | {"b", "i", "code"}
    assert page.names <= formulas._ATTRIBUTES.keys() | {"alttext"}


@given(st.text(alphabet="$\\()[]ab 1{}^_\n", max_size=60))
def test_pieces_put_together_are_the_text(text: str) -> None:
    shown = pieces(text, [(1, 3)] if len(text) > 3 else [], Formulas())
    assert "".join(piece.text for piece in shown) == text
    assert [own.math for own in shown if own.math] == [
        own for own in map(mathml, latex(text)) if own
    ]


def test_words_are_marked_around_a_formula_and_the_formula_with_them() -> None:
    text = r"an $\alpha$ model"
    math = mathml(r"\alpha")
    assert pieces(text, [(12, 17)], Formulas()) == (
        Piece("an "), Piece(r"$\alpha$", False, math), Piece(" "), Piece("model", True),
    )  # fmt: skip
    assert pieces(text, [(0, 2), (5, 10)], Formulas())[2] == Piece(r"$\alpha$", True, math)
    assert pieces("a$b$", [(0, 4)], Formulas()) == (
        Piece("a", True), Piece("$b$", True, mathml("b")),
    )  # fmt: skip


def test_formulas_stand_in_bold_and_links_and_not_in_code() -> None:
    text = "**$a$ b** `$a$` [$a$](https://a.example/$a$)"
    shown = spans(text, [], Formulas())
    math = mathml("a")
    assert shown[0] == Span((Piece("$a$", False, math), Piece(" b")), "strong")
    assert shown[2] == Span((Piece("$a$"),), "code")
    assert shown[4] == Span((Piece("$a$", False, math),), "link", "https://a.example/$a$")


def test_a_page_has_room_for_so_many() -> None:
    room = Formulas(5)
    shown = pieces("$ab$ $abcd$ $abc$", [], room)
    assert [bool(piece.math) for piece in shown] == [True, False, True]
    assert shown[1].text == " $abcd$ "
    assert pieces("$a$", [], room) == (Piece("$a$"),)
    assert pieces("$a$", []) == (Piece("$a$"),)
