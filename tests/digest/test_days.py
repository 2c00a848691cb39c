from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import days


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("/data/2024/07/31.md", "2024-07-31"),
        ("2024/7/3.md", "2024-07-03"),
        ("C:\\data\\2024\\07\\31.md", "2024-07-31"),
        ("/data/2024/07/31/papers.md", "2024-07-31"),
        ("/data/2024-07-31/papers.md", "2024-07-31"),
        ("/data/2024-07/31.md", "2024-07-31"),
        ("/data/daily-2024-07-31.md", "2024-07-31"),
        ("/data/2024_07_31.json", "2024-07-31"),
        ("/data/daily20240731.md", "2024-07-31"),
        ("/backup-2023-01-02/2024/07/31.md", "2024-07-31"),
        ("/backup-2023-01-02/more/papers.md", ""),
        ("/2023-01-01/2024/07/31.md", "2024-07-31"),
        ("2024/13/45.md", ""),
        ("/data/2407.03320.md", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_the_day_of_a_path(source: str, day: str) -> None:
    assert days.day_of_source(source) == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Papers (2024-07-31)", ("2024-07-31", "Papers ()")),
        ("2024년 7월 31일 논문", ("2024-07-31", " 논문")),
        ("2024. 7. 31", ("2024-07-31", "")),
        ("on 2024-02-30", ("", "on ")),
        ("Papers", None),
        ("12345-01-01", None),
    ],
)
def test_the_day_in_a_text(text: str, found: tuple[str, str] | None) -> None:
    assert days.day_in(text) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-07-31T00:00:00.000Z", "2024-07-31"), ("2024-07-31", "2024-07-31"), ("31.7.2024", "")],
)
def test_the_day_of_a_time(text: str, day: str) -> None:
    assert days.iso_day(text) == day


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("daily/1-Apr-2025/papers.json", "2025-04-01"),
        ("6-Mar-2025.md", "2025-03-06"),
        ("papers_31.07.2024.md", "2024-07-31"),
        ("2024.07.31.md", "2024-07-31"),
        ("papers-07-31-2024.md", "2024-07-31"),
        ("10232023.md", "2023-10-23"),
        ("07-08-2024.md", ""),
        ("２０２４－０７－３１.md", "2024-07-31"),
        ("2025年03月04日.md", "2025-03-04"),
        ("20260221-20260322.md", "2026-02-21"),
        ("2026-W32.md", "2026-08-03"),
        ("out/2026-w32/papers.md", "2026-08-03"),
        ("2026/W32/papers.md", "2026-08-03"),
        ("2026-W60.md", ""),
        ("2024-06.md", "2024-06-01"),
        ("2024/06.md", "2024-06-01"),
        ("2024/06-June.md", "2024-06-01"),
        ("2024/June/papers.md", "2024-06-01"),
        ("2026-03-march.md", "2026-03-01"),
        ("zatavitizum/may_2026/x.md", "2026-05-01"),
        ("2024/0212-0216.md", "2024-02-12"),
        ("2024/weekly/0212-0216.md", "2024-02-12"),
        ("2026/1229-0102.md", "2025-12-29"),
        ("2018/12/17-21.md", "2018-12-17"),
        ("2018/12/12-17.md", "2018-12-17"),
        ("2018/06/08.md", "2018-06-08"),
        ("2018-06/08.md", "2018-06-08"),
        ("2024/0304.md", "2024-03-04"),
        ("2024/03-04.md", "2024-03-04"),
        ("2025/3월/4일.md", "2025-03-04"),
        ("202608/21/x.md", "2026-08-21"),
        ("2025-03-04/llm/part-01.md", "2025-03-04"),
        ("2025-03-04/llm/2025-03-05.md", "2025-03-05"),
        ("2025/03/04/llm/part-01.md", "2025-03-04"),
        ("Tuesday 2025-03-04/llm/a/part-01.md", "2025-03-04"),
        ("2024/papers.md", ""),
        ("2024.md", ""),
        ("2024/1234.md", ""),
        ("papers/v1.2.3.md", ""),
        ("2024/2407.02392.md", ""),
        ("gpt-4-2024/papers.md", ""),
        ("2012.12345.md", ""),
        ("240731.md", "2024-07-31"),
        ("202406.md", "2024-06-01"),
        ("a/papers_2026_05.md", "2026-05-01"),
        ("202608/21/biology-10-64898-2026-08-19-745739-v1.md", "2026-08-21"),
    ],
)
def test_the_days_of_other_paths(source: str, day: str) -> None:
    assert days.day_of_source(source) == day


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("大模型论文 | 2025年03月04日", "2025-03-04", "大模型论文 | "),
        ("2025年3月4日号", "2025-03-04", "号"),
        ("5 March 2025", "2025-03-05", ""),
        ("Daily Papers, 5th Mar 2025", "2025-03-05", "Daily Papers, "),
        ("March 6, 2025: papers", "2025-03-06", ": papers"),
        ("Mar 6 2025", "2025-03-06", ""),
        ("Mar. 6th, 2025", "2025-03-06", ""),
        ("6-Mar-2025", "2025-03-06", ""),
        ("2025-Mar-06", "2025-03-06", ""),
        ("31.07.2024", "2024-07-31", ""),
        ("2024/7/31", "2024-07-31", ""),
        ("20240731", "2024-07-31", ""),
        ("２０２５‐０３‐０４", "2025-03-04", ""),
        ("2025–03–04", "2025-03-04", ""),
        ("4 de marzo de 2025", "2025-03-04", ""),
        ("4 mars 2025", "2025-03-04", ""),
        ("1er août 2025", "2025-08-01", ""),
        ("4. März 2025", "2025-03-04", ""),
        ("4 de março de 2025", "2025-03-04", ""),
        ("ngày 4 tháng 3 năm 2025", "2025-03-04", ""),
        ("Ngày 04/03/2025", "2025-03-04", ""),
        ("4 марта 2025", "2025-03-04", ""),
        ("Tue, 04 Mar 2025 00:00:00 -0500", "2025-03-04", "Tue,  00:00:00 -0500"),
        ("31 April 2025", "", ""),
        ("Updated on 2025.03.04", "2025-03-04", "Updated on "),
        ("12 Papers of 5 March 2025", "2025-03-05", "12 Papers of "),
        ("Feb 24 - Mar 2, 2025", "2025-02-24", ""),
    ],
)
def test_other_writings_of_a_day(text: str, day: str, rest: str) -> None:
    assert days.day_in(text) == (day, rest)


NO_DAYS = [
    "version 1.2.3",
    "arXiv:2503.00001",
    "2407.02392",
    "12025.03.041",
    "GPT-4 2024",
    "id 120240731",
    "+1 202 555 0143",
    "20241399",
    "ImageNet 2012",
    "Test set 2024",
    "in 2025",
    "2025.03.0456",
    "10.64898/2026.08.19.745739",
    "",
]


@pytest.mark.parametrize("text", NO_DAYS)
def test_numbers_that_are_no_day(text: str) -> None:
    assert days.day_in(text) is None
    assert days.heading_day(text) == ""


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("Top Papers of the Week (February 24 - March 2) - 2025", "", "2025-02-24"),
        ("(Mar 27 - April 2)", "2023", "2023-03-27"),
        ("(Mar 27 - April 2)", "", ""),
        ("December 29 - January 4, 2026", "", "2025-12-29"),
        ("March 3–9, 2025", "", "2025-03-03"),
        ("3-9 March 2025", "", "2025-03-03"),
        ("3 - 9 March", "2025", "2025-03-03"),
        ("24 Feb - 2 March 2025", "", "2025-02-24"),
        ("Updated on 2025.03.04", "", "2025-03-04"),
        ("大模型论文 | 2025年03月04日", "", "2025-03-04"),
        ("Daily Papers, 5 March 2025", "", "2025-03-05"),
        ("2025.03.03 - 2025.03.09", "", "2025-03-03"),
        ("2025年12月29日-1月4日", "", "2025-12-29"),
        ("12月29日-1月4日", "2026", "2025-12-29"),
        ("3월 4일", "2025", "2025-03-04"),
        ("March 4", "2025", "2025-03-04"),
        ("4th March", "2025", "2025-03-04"),
        ("Week 32, 2026", "", "2026-08-03"),
        ("2026年第32周", "", "2026-08-03"),
        ("Papers of 2026-W32", "", "2026-08-03"),
        ("[Mar 2025]", "", "2025-03-01"),
        ("June 2024", "", "2024-06-01"),
        ("2024年6月", "", "2024-06-01"),
        ("2024년 6월", "", "2024-06-01"),
        ("Junio de 2024", "", "2024-06-01"),
        ("2024-06", "", "2024-06-01"),
        ("2024/06", "", "2024-06-01"),
        ("2024.06", "", "2024-06-01"),
        ("Papers of 03/15/2025", "", "2025-03-15"),
        ("15/3/2025", "", "2025-03-15"),
        ("03/04/2025", "", ""),
        ("03/03/2025 - 03/09/2025", "", "2025-03-03"),
        ("daily_20250304", "", "2025-03-04"),
        ("2024년 6월 2주차", "", "2024-06-01"),
        ("2025", "", ""),
        ("2024-02-30", "", ""),
        ("Papers", "2025", ""),
    ],
)
def test_the_day_of_a_heading(text: str, year: str, day: str) -> None:
    assert days.heading_day(text, year) == day


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1737600000000, "2025-01-23"),
        (1737600000, "2025-01-23"),
        (1737600000.5, "2025-01-23"),
        ("1737600000000", "2025-01-23"),
        (20250304, "2025-03-04"),
        ("20250304", "2025-03-04"),
        ("2025-03-04T23:59:00-0500", "2025-03-04"),
        ("Tue, 04 Mar 2025 00:00:00 -0500", "2025-03-04"),
        ("2025/3/4 12:00", "2025-03-04"),
        ("2025-03", "2025-03-01"),
        ("2025", ""),
        (2025, ""),
        (0, ""),
        (-5, ""),
        (True, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (10**40, ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_the_day_of_a_moment(value: str | float, day: str) -> None:
    assert days.moment_day(value) == day


ALPHABET = st.sampled_from("0123456789-./ _,年月日월일MarchJune2024周wW~")


@given(st.text() | st.text(ALPHABET))
def test_any_text_can_be_asked_for_a_day(text: str) -> None:
    for day in (days.heading_day(text, "2024"), days.day_of_source(text), days.moment_day(text)):
        assert day == "" or days.iso_day(day) == day
    found = days.day_in(text)
    assert found is None or len(found[1]) < len(text)


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: datetime.date) -> None:
    writings = (
        "%Y-%m-%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%d-%b-%Y",
        "%d.%m.%Y",
        "%Y年%m月%d日",
        "%Y%m%d",
    )
    assert {days.heading_day(day.strftime(writing)) for writing in writings} == {day.isoformat()}
    paths = ("%Y-%m-%d.md", "%Y/%m/%d.md", "%Y%m/%d/a.md", "%Y/%m%d.md", "%d-%b-%Y/a.md")
    assert {days.day_of_source(day.strftime(path)) for path in paths} == {day.isoformat()}
