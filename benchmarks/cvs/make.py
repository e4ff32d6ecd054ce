"""Make the generated CVs and their labels anew: `python -m benchmarks.cvs.make`.

Needs Chromium, which prints the PDFs. The same seed gives the same people; the bytes of the PDFs
depend on Chromium's version.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cvs import layouts, people, words

if TYPE_CHECKING:
    from benchmarks.cvs.people import Person

FOLDER = Path(__file__).parent / "generated"
# For `make bench`: a longer one, without labels.
TWO_PAGES = Path(__file__).parent / "two-pages.pdf"
# 64 people: how many of each language.
NUMBERS = {"en": 30, "de": 10, "fr": 8, "es": 8, "hi": 8}


def main() -> None:
    """Write all files and `labels.json`."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    languages = [language for language, number in NUMBERS.items() for _ in range(number)]
    makers = (*layouts.PAGES, *layouts.FILES)
    labels = []
    for seed, language in enumerate(languages):
        person = people.make(seed, language)
        maker = makers[seed % len(makers)]
        path = _write(person, maker, f"{seed:02}-{language}")
        labels.append({"file": path.name, **label(person)})
    long = people.make(0, "en")
    long.jobs = [job for seed in range(0, 25, 5) for job in people.make(seed, "en").jobs]
    _print(layouts.single_column(long), TWO_PAGES)
    (FOLDER / "labels.json").write_text(json.dumps(labels, indent=1, ensure_ascii=False) + "\n")


def _write(person: Person, maker: object, name: str) -> Path:
    if isinstance(maker, tuple):
        write, ending = maker
        path = FOLDER / f"{name}-{write.__name__}.{ending}"
        write(person, path)
        return path
    path = FOLDER / f"{name}-{maker.__name__}.pdf"
    _print(maker(person), path)
    return path


def _print(page: str, path: Path) -> None:
    """Have Chromium print a page as PDF."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cv.html"
        source.write_text(page)
        subprocess.run(
            [
                *(shutil.which("chromium") or "chromium", "--headless", "--no-sandbox"),
                *("--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={path}"),
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def label(person: Person) -> dict[str, object]:
    """What a reader should find: the skills that are listed and those that the titles stand for.
    What the jobs name is listed as well.
    """
    listed = {slug for _written, slug in person.skills if slug}
    implied = {slug for job in person.jobs for slug in words.implied_by(job.title)}
    return {
        "language": person.language,
        "skills": sorted(listed | implied),
        "experience": [
            {
                "title": unescape(job.title),
                "organisation": job.organisation,
                "started_on": job.started_on,
                "ended_on": job.ended_on,
            }
            for job in person.jobs
        ],
        "education": [
            {
                "institution": study.institution,
                "degree": study.degree,
                "started_on": study.started_on,
                "ended_on": study.ended_on,
            }
            for study in person.studies
        ],
        "languages": [code for _written, code, _level, _value in person.spoken],
        "links": [person.link],
    }


if __name__ == "__main__":
    main()
