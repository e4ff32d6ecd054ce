"""How the generated CVs look: as web pages that Chromium prints, as Word files, as plain text."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING

import docx
from docx.shared import Pt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.cvs.people import Job, Person, Study

BASE = """<!doctype html><meta charset=utf-8><style>
@page {{ size: A4; margin: 16mm }} body {{ font: 10.5pt/1.35 {font}; margin: 0 }}
h1 {{ margin: 0; font-size: 20pt }} h2 {{ font-size: 12pt; margin: 14pt 0 4pt }}
p {{ margin: 2pt 0 }} ul {{ margin: 2pt 0 6pt; padding-left: 16pt }} {style}</style>{body}"""


def _page(body: str, style: str = "", font: str = "sans-serif") -> str:
    return BASE.format(body=body, style=style, font=font)


def _contact(person: Person, joint: str = " · ") -> str:
    return joint.join((person.town, f"{person.handle}@example.com", person.link))


def _bullets(job: Job) -> str:
    return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in job.did) + "</ul>"


def _spoken(person: Person, joint: str = ", ") -> str:
    return joint.join(f"{written} ({level})" for written, _code, level, _value in person.spoken)


def _listed(person: Person, joint: str = ", ") -> str:
    return joint.join(escape(written) for written, _slug in person.skills)


def _rest(person: Person, study: Callable[[Study], str]) -> str:
    _jobs, education, skills, languages, _about = person.headings
    return (
        f"<h2>{education}</h2>{''.join(map(study, person.studies))}"
        f"<h2>{skills}</h2><p>{_listed(person)}</p>"
        f"<h2>{languages}</h2><p>{_spoken(person)}</p>"
    )


def single_column(person: Person) -> str:
    """Title and organisation in one line, dates at the right."""
    right = "float: right; color: #555"
    jobs = "".join(
        f"<p><span class=d>{escape(job.written_dates)}</span>"
        f"<b>{escape(job.title)}</b>, {escape(job.organisation)}</p>{_bullets(job)}"
        for job in person.jobs
    )
    body = (
        f"<h1>{person.name}</h1><p>{person.title}</p><p>{_contact(person)}</p>"
        f"<h2>{person.headings[4]}</h2><p>{escape(person.summary)}</p>"
        f"<h2>{person.headings[0]}</h2>{jobs}"
    )

    def study(one: Study) -> str:
        return (
            f"<p><span class=d>{one.written_dates}</span><b>{escape(one.degree)}</b>, "
            f"{escape(one.institution)}</p>"
        )

    return _page(body + _rest(person, study), f".d {{ {right} }}")


def stacked(person: Person) -> str:
    """Organisation and town, title, and dates in a line each."""
    jobs = "".join(
        f"<p><b>{escape(job.organisation)}</b>, {escape(job.town)}</p><p>{escape(job.title)}</p>"
        f"<p><i>{escape(job.written_dates)}</i></p>{_bullets(job)}"
        for job in person.jobs
    )
    body = (
        f"<h1>{person.name}</h1><p>{_contact(person, ' | ')}</p><h2>{person.headings[0]}</h2>{jobs}"
    )

    def study(one: Study) -> str:
        return (
            f"<p><b>{escape(one.institution)}</b></p><p>{escape(one.degree)}</p>"
            f"<p><i>{one.written_dates}</i></p>"
        )

    return _page(body + _rest(person, study), font="serif")


def sidebar(person: Person) -> str:
    """Two columns: skills and languages at the left, history at the right."""
    jobs = "".join(
        f"<p><b>{escape(job.title)}</b></p><p>{escape(job.organisation)} | "
        f"{escape(job.written_dates)}</p>{_bullets(job)}"
        for job in person.jobs
    )
    studies = "".join(
        f"<p><b>{escape(one.degree)}</b></p><p>{escape(one.institution)} | {one.written_dates}</p>"
        for one in person.studies
    )
    skills = "".join(f"<p>{escape(written)}</p>" for written, _slug in person.skills)
    spoken = "".join(f"<p>{written}: {level}</p>" for written, _code, level, _v in person.spoken)
    body = (
        f"<div class=g><div class=l><h1>{person.name}</h1><p>{person.handle}@example.com</p>"
        f"<p>{person.link}</p><h2>{person.headings[2]}</h2>{skills}<h2>{person.headings[3]}</h2>"
        f"{spoken}</div><div><h2>{person.headings[4]}</h2><p>{escape(person.summary)}</p>"
        f"<h2>{person.headings[0]}</h2>{jobs}<h2>{person.headings[1]}</h2>{studies}</div></div>"
    )
    style = (
        ".g { display: grid; grid-template-columns: 33% 1fr; gap: 24pt } h1 { font-size: 15pt }"
        ".l { background: #eef; padding: 10pt; font-size: 9pt }"
    )
    return _page(body, style)


def table(person: Person) -> str:
    """Dates in a column of their own at the left."""
    row = "<tr><td class=d>{}</td><td>{}</td></tr>"
    jobs = "".join(
        row.format(
            escape(job.written_dates),
            f"<b>{escape(job.title)}</b><br>{escape(job.organisation)}, {escape(job.town)}"
            f"{_bullets(job)}",
        )
        for job in person.jobs
    )
    studies = "".join(
        row.format(one.written_dates, f"<b>{escape(one.degree)}</b><br>{escape(one.institution)}")
        for one in person.studies
    )
    body = (
        f"<h1>{person.name}</h1><p>{_contact(person)}</p><h2>{person.headings[0]}</h2>"
        f"<table>{jobs}</table><h2>{person.headings[1]}</h2><table>{studies}</table>"
        f"<h2>{person.headings[2]}</h2><p>{_listed(person, ' • ')}</p>"
        f"<h2>{person.headings[3]}</h2><p>{_spoken(person)}</p>"
    )
    return _page(body, "td { vertical-align: top } .d { width: 38mm; padding-right: 6mm }")


def spaced(person: Person) -> str:
    """Narrow and hyphenated, with ligatures, and headings whose letters stand apart."""
    jobs = "".join(
        f"<p><b>{escape(job.title)}</b> — {escape(job.organisation)} "
        f"({escape(job.written_dates)})</p>{_bullets(job)}"
        for job in person.jobs
    )

    def study(one: Study) -> str:
        return f"<p>{escape(one.degree)} — {escape(one.institution)} ({one.written_dates})</p>"

    about = escape(person.summary).replace("fi", "\ufb01")
    body = (
        f"<h1>{person.name}</h1><p>{_contact(person)}</p><h2>{person.headings[4]}</h2>"
        f"<p class=n>{about}</p><h2>{person.headings[0]}</h2>{jobs}{_rest(person, study)}"
    )
    style = (
        "h2 { letter-spacing: 5pt; text-transform: uppercase } body { font-size: 11pt }"
        "ul, .n { width: 90mm; hyphens: auto; text-align: justify }"
    )
    return _page(f"<div lang={person.language}>{body}</div>", style, "serif")


def word_paragraphs(person: Person, path: Path) -> None:
    """A Word file with headings, tab stops and bullets."""
    document = docx.Document()
    document.add_heading(person.name, 0)
    document.add_paragraph(_contact(person))
    document.add_heading(person.headings[0], 1)
    for job in person.jobs:
        document.add_paragraph(f"{job.title}, {job.organisation}\t{job.written_dates}")
        for one in job.did:
            document.add_paragraph(one, style="List Bullet")
    document.add_heading(person.headings[1], 1)
    for study in person.studies:
        document.add_paragraph(f"{study.degree}, {study.institution}\t{study.written_dates}")
    _word_lists(document, person)
    document.save(str(path))


def word_table(person: Person, path: Path) -> None:
    """A Word file in tables, the dates at the left."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10)
    document.add_paragraph(person.name)
    document.add_paragraph(_contact(person, " | "))
    document.add_paragraph(person.headings[0].upper())
    rows = document.add_table(rows=0, cols=2)
    for job in person.jobs:
        dates, what = rows.add_row().cells
        dates.text = job.written_dates
        what.text = f"{job.title}\n{job.organisation}, {job.town}"
        for one in job.did:
            what.add_paragraph(one, style="List Bullet")
    document.add_paragraph(person.headings[1].upper())
    rows = document.add_table(rows=0, cols=2)
    for study in person.studies:
        dates, what = rows.add_row().cells
        dates.text = study.written_dates
        what.text = f"{study.degree}\n{study.institution}"
    _word_lists(document, person)
    document.save(str(path))


def _word_lists(document: docx.document.Document, person: Person) -> None:
    document.add_heading(person.headings[2], 1)
    for written, _slug in person.skills:
        document.add_paragraph(written, style="List Bullet")
    document.add_heading(person.headings[3], 1)
    document.add_paragraph(_spoken(person))


def text(person: Person, path: Path) -> None:
    """Text as people paste it, wrapped at 72 characters."""
    lines = [person.name, _contact(person, " | "), "", person.headings[4].upper(), ""]
    lines += [*textwrap.wrap(person.summary, 72), "", person.headings[0].upper(), ""]
    for job in person.jobs:
        lines += [f"{job.title} | {job.organisation} | {job.written_dates}"]
        for one in job.did:
            lines += textwrap.wrap(one, 70, initial_indent="* ", subsequent_indent="  ")
        lines.append("")
    lines += [person.headings[1].upper(), ""]
    for study in person.studies:
        lines += [f"{study.written_dates}: {study.degree}, {study.institution}"]
    lines += ["", f"{person.headings[2]}: {_listed(person)}", ""]
    lines += [
        person.headings[3].upper(),
        *(f"- {one}" for one in _spoken(person, "\n").split("\n")),
    ]
    path.write_text("\n".join(lines) + "\n")


PAGES = (single_column, stacked, sidebar, table, spaced)
FILES = ((word_paragraphs, "docx"), (word_table, "docx"), (text, "txt"))
