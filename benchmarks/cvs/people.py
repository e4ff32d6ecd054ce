"""Made-up people, from a seed: what their CV says, and what a reader should find in it."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from benchmarks.cvs import words


@dataclass
class Job:
    title: str
    organisation: str
    town: str
    started_on: str
    ended_on: str
    did: list[str]
    written_dates: str = ""


@dataclass
class Study:
    degree: str
    institution: str
    started_on: str
    ended_on: str
    written_dates: str = ""


@dataclass
class Person:
    """Somebody with a CV. `skills` are (as written, slug or None)."""

    language: str
    name: str
    town: str
    title: str
    headings: tuple[str, ...]
    summary: str
    jobs: list[Job]
    studies: list[Study]
    skills: list[tuple[str, str | None]]
    spoken: list[tuple[str, str, str, str]]  # written, code, level as written, level
    link: str

    @property
    def handle(self) -> str:
        """The name in the letters of addresses."""
        ascii_name = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        return "".join(one for one in ascii_name.lower() if one.isalpha())


SUMMARIES = {
    "en": "{} with {} years of practice. I react quickly, go the extra mile and excel.",
    "de": "{} mit {} Jahren Praxis. Sorgfältig, pünktlich und gern im Team.",
    "fr": "{} avec {} ans de pratique. Rigueur, écoute et esprit d'équipe.",
    "es": "{} con {} años de práctica. Puntualidad, cuidado y trato cercano.",
    "hi": "{}, {} saal ka kaam. Samay par aur saaf kaam.",
}


def make(seed: int, language: str) -> Person:
    """The person of a seed."""
    chance = random.Random(seed)
    trade = words.TRADES[seed % len(words.TRADES)]
    skills = chance.sample(trade["skills"], k=min(8, len(trade["skills"])))
    jobs = _jobs(chance, trade, language, skills)
    name = chance.choice(words.PEOPLE[language])
    title = jobs[0].title
    spoken = [
        (written, code, *chance.choice(words.FLUENCY[language]))
        for written, code in chance.sample(words.SPOKEN[language], k=3)
    ]
    person = Person(
        language=language,
        name=name,
        town=chance.choice(words.TOWNS[language]),
        title=title,
        headings=chance.choice(words.HEADINGS[language]),
        summary=SUMMARIES[language].format(title, chance.randint(3, 20)),
        jobs=jobs,
        studies=_studies(chance, trade, language),
        skills=skills,
        spoken=spoken,
        link="",
    )
    person.link = f"https://github.com/{person.handle}{seed}"
    return person


def _jobs(
    chance: random.Random, trade: dict, language: str, skills: list[tuple[str, str | None]]
) -> list[Job]:
    number = chance.randint(2, 4)
    titles = [chance.choice(trade["titles"][language]) for _job in range(number)]
    employers = chance.sample(words.EMPLOYERS[language], k=number)
    style = chance.randrange(5)
    year = 2025
    jobs = []
    for index, (title, employer) in enumerate(zip(titles, employers, strict=True)):
        ended = (year, chance.randint(1, 12))
        year -= chance.randint(2, 4)
        started = (year, chance.randint(1, 12))
        is_current = index == 0 and chance.random() < 0.7
        did = [
            line.format(*(written for written, _slug in chance.sample(skills, k=2)))
            for line in trade["did"][language]
        ]
        job = Job(title, employer, chance.choice(words.TOWNS[language]), "", "", did)
        job.started_on, job.ended_on, job.written_dates = _dates(
            chance, language, style, started, None if is_current else ended
        )
        jobs.append(job)
    return jobs


def _dates(
    chance: random.Random,
    language: str,
    style: int,
    started: tuple[int, int],
    ended: tuple[int, int] | None,
) -> tuple[str, str, str]:
    """Both dates as ISO has them, and as the CV writes the period."""
    to = chance.choice(words.TO[language])
    now = chance.choice(words.PRESENT[language])
    written = [_date(language, style, *started), _date(language, style, *ended) if ended else now]
    iso = [_iso(style, *started), _iso(style, *ended) if ended else ""]
    if language == "hi" and to == "se" and ended:
        return iso[0], iso[1], f"{written[0]} se {written[1]} tak"
    joined = f"{written[0]}-{written[1]}" if to == "-" and style == 2 else f" {to} ".join(written)
    return iso[0], iso[1], joined


def _date(language: str, style: int, year: int, month: int) -> str:
    name = words.MONTHS[language][month - 1]
    return {0: f"{name} {year}", 1: f"{name} {year}", 2: f"{month:02}/{year}", 3: str(year)}.get(
        style, f"{month:02}.{year}"
    )


def _iso(style: int, year: int, month: int) -> str:
    return str(year) if style == 3 else f"{year}-{month:02}"


def _studies(chance: random.Random, trade: dict, language: str) -> list[Study]:
    number = chance.randint(1, 2)
    degrees = chance.sample(trade["degrees"][language], k=number)
    schools = chance.sample(words.SCHOOLS[language], k=number)
    year = 2012
    studies = []
    for degree, school in zip(degrees, schools, strict=True):
        ended, year = year, year - chance.randint(2, 4)
        if chance.random() < 0.3:
            studies.append(Study(degree, school, "", str(ended), str(ended)))
        else:
            dash = chance.choice(("–", "-", " - "))
            studies.append(Study(degree, school, str(year), str(ended), f"{year}{dash}{ended}"))
    return studies
