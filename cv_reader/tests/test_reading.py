"""What the reader makes of text: dates, headings, layouts, and words with two meanings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cv_reader import reading, seniority, skills
from cv_reader.dates import find_period
from cv_reader.document import Raw, normalise
from cv_reader.findings import Finding
from cv_reader.formats import Format, detect
from cv_reader.headings import heading_of
from cv_reader.lexicon import Section


def read(text: str) -> reading.Reading:
    return reading.read(text.encode(), Format.TEXT)


def values(text: str, kind: str) -> list[dict]:
    return [one.value for one in read(text).findings if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "started_on", "ended_on"),
    [
        ("Jan 2020 - present", "2020-01", ""),
        ("03/2018-07/2021", "2018-03", "2021-07"),
        ("2015 bis 2017", "2015", "2017"),
        ("seit 2019", "2019", ""),
        ("Sept. 2016 – Juin 2018", "2016-09", "2018-06"),
        ("depuis janvier 2020", "2020-01", ""),
        ("desde marzo de 2018", "2018-03", ""),
        ("Marzo de 2018 a mayo de 2020", "2018-03", "2020-05"),
        ("2015 se 2017 tak", "2015", "2017"),
        ("2019 se ab tak", "2019", ""),
        ("01.03.2019 – 31.12.2020", "2019-03-01", "2020-12-31"),
        ("June'18 to Aug'20", "2018-06", "2020-08"),
        ("2019-21", "2019", "2021"),
        ("2019-03", "2019-03", "2019-03"),
        ("Summer 2019", "2019", "2019"),
        ("Nov 2019 – Aug 2021 · 1 yr 10 mos", "2019-11", "2021-08"),
    ],
)
def test_periods(text, started_on, ended_on):
    period = find_period(text)
    assert (period.started_on, period.ended_on) == (started_on, ended_on)


@pytest.mark.parametrize("text", ["a phone +49 30 1234567", "in 20 years", "room 1015", "v2.0"])
def test_no_periods(text):
    assert find_period(text) is None


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("EXPERIENCE", Section.EXPERIENCE),
        ("E X P E R I E N C E", Section.EXPERIENCE),
        ("2. Berufserfahrung", Section.EXPERIENCE),
        ("Expériences professionnelles :", Section.EXPERIENCE),
        ("Education & Training", Section.EDUCATION),
        ("Formación académica", Section.EDUCATION),
        ("Shaikshik Yogyata", Section.EDUCATION),
        ("• Kenntnisse und Fähigkeiten", Section.SKILLS),
        ("Bhashayen", Section.LANGUAGES),
        ("Experienced in many fields", None),
        ("Skills are what I have", None),
        ("2015", None),
    ],
)
def test_headings(line, section):
    assert heading_of(line) is section


def test_words_broken_at_the_end_of_a_line_and_ligatures():
    text = normalise(Raw(["I led a de-", "velopment of\ufb01cer team", "full-", "Stack"]))
    assert text.whole == "I led a development\nofficer team\nfull-\nStack"


@pytest.mark.parametrize(
    ("job", "title", "organisation"),
    [
        ("Senior Developer, Acme Ltd, Pune | 2015 - 2017", "Senior Developer", "Acme Ltd"),
        ("2015 - 2017  Painter at Schmidt & Sons", "Painter", "Schmidt & Sons"),
        ("Acme GmbH – Softwareentwicklerin (2015–2017)", "Softwareentwicklerin", "Acme GmbH"),
        ("Tidewell, Leeds\nHead of Care\n2015 - 2017", "Head of Care", "Tidewell"),
        ("2015 - 2017\nMalermeister\nFarben Krause", "Malermeister", "Farben Krause"),
        ("Company: Acme\nDesignation: Clerk\nDuration: 2015 - 2017", "Clerk", "Acme"),
    ],
)
def test_where_title_and_organisation_stand(job, title, organisation):
    (found,) = values(f"Ada Byron\nExperience\n{job}\n- Did this and that\n", "experience")
    assert (found["title"], found["organisation"]) == (title, organisation)
    assert (found["started_on"], found["ended_on"]) == ("2015", "2017")


def test_several_positions_with_one_employer():
    jobs = values(
        "Ada Byron\nExperience\nAcme GmbH, Berlin 2015 - 2020\nLead Engineer 2018 - 2020\n"
        "- Led\nEngineer 2015 - 2018\n- Built\n",
        "experience",
    )
    assert [(one["title"], one["organisation"]) for one in jobs] == [
        ("Lead Engineer", "Acme GmbH"),
        ("Engineer", "Acme GmbH"),
    ]


def claimed(text: str) -> set[str]:
    names = {
        "go": "Go",
        "r": "R",
        "c": "C",
        "react": "React",
        "spring": "Spring",
        "python": "Python",
    }
    known = {
        key: skills.Known(number, key, name, "technology", name)
        for number, (key, name) in enumerate(names.items())
    }
    found = read(text)
    claims = skills.choose(found.text, found.terms, known, found.ranges, found.titles)
    return {claim.known.slug for claim in claims}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Skills\nGo, R, C, React, Python", {"go", "r", "c", "react", "python"}),
        ("Skills\nGo\nR\nC", {"go", "r", "c"}),
        ("Experience\nClerk, Acme Ltd, 2015 - 2017\n- Built it in Go and Python", {"go", "python"}),
        ("Experience\nClerk, Acme Ltd, 2015 - 2017\n- Go to market in spring, R&D", set()),
        ("Experience\nClerk, Acme Ltd, 2015 - 2017\n- React to incidents. C. R. Rao", set()),
        ("Experience\nPython Ltd, Clerk, 2015 - 2017\n- Filed papers for them", set()),
        ("Contact\npython@example.com\npython.example.com", set()),
        ("Education\nBSc Python, University of Leeds, 2015", set()),
        ("Hobbies\nreact, go, spring", set()),
    ],
)
def test_words_that_are_skills_only_sometimes(text, slugs):
    assert claimed(f"Ada Byron of Nowhere\n{text}\n") == slugs


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        (b"%PDF-1.7 ...", Format.PDF),
        (b"\n\n%PDF-1.4", Format.PDF),
        (b"PK\x03\x04...", Format.DOCX),
        (b'  {"basics": {}}', Format.JSON_RESUME),
        ("Résumé".encode("utf-16"), Format.TEXT),
        ("Résumé".encode("cp1252"), Format.TEXT),
        (b"\x89PNG\r\n\x1a\n\x00", None),
        (b"\x00\x01\x02", None),
    ],
)
def test_the_content_says_what_a_file_is(content, file_format):
    assert detect(content) is file_format


@pytest.mark.parametrize(
    ("periods", "level"),
    [
        ([("2025-06", "2025-10")], "fresher"),
        ([("2024", "2025")], "junior"),
        ([("2020-01", "2023-01")], "mid"),
        ([("2015", ""), ("2016", "2018")], "senior"),
        ([("2020-01", "2021-12"), ("2020-01", "2021-12")], "junior"),
    ],
)
def test_years_make_a_level(periods, level):
    held = [
        Finding("experience", {"started_on": start, "ended_on": end}, 0, 9, 1)
        for start, end in periods
    ]
    (found,) = seniority.find(held, today=datetime(2026, 1, 15, tzinfo=UTC))
    assert found.value == {"field": "experience_level", "value": level}


def test_nothing_dated_makes_no_level():
    held = [Finding("experience", {"started_on": "", "ended_on": ""}, 0, 9, 1)]
    assert list(seniority.find(held)) == []
