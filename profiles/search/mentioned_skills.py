"""The skills of the vocabulary that a text names."""

from __future__ import annotations

from dataclasses import dataclass

from cv_reader.everyday import EVERYDAY as WORDS_OF_EVERYDAY
from cv_reader.lexicon import words
from foundation.skill_keys import skill_key
from profiles.models import Skill, SkillKind
from profiles.search.query import LONGEST_SKILL_NAME
from profiles.search.stop_words import ASKING, STOP_WORDS
from profiles.search.vocabulary import vocabulary

SHORT = 3  # letters: so short a name counts where it is written as the vocabulary has it
EVERYDAY = STOP_WORDS | ASKING
PRODUCTS = {SkillKind.TECHNOLOGY, SkillKind.DESIGN}
"""Kinds of skills whose names are not what they say: who needs painting needs a painter, but who
sketches does not need Sketch.
"""
PUNCTUATION = ".,;:!?()[]\"'“”„/"
SEPARATORS = frozenset({"", "-", "\u2013", "\u2014", "\u2022", "*", "\u00b7", "+", "&", "|", "/"})
LIST_ENDS = ",;:(/"
CONJUNCTIONS = frozenset({"and", "or", "und", "oder"})
CUES = frozenset({"with", "using", "mit"})
WEAK_CUES = frozenset({"in", "of"}) | CONJUNCTIONS
BEFORE_WEAK_CUES = words(
    "experience,experienced,expert,expertise,familiarity,fluent,knowledge,kenntnisse,proficiency,"
    "proficient,skilled,skills"
)
WORKERS = words("developer,developers,programmer,programmers,entwickler,entwicklerin")
WORK = WORKERS | words(
    "api,app,apps,backend,code,consultant,dashboard,engineer,expert,files,formulas,framework,"
    "frontend,game,macros,project,script,scripts,server,sheet,sheets,skills,specialist,"
    "spreadsheet,spreadsheets,templates"
)


@dataclass(frozen=True)
class Mention:
    """A skill where a text first names it: as it is written there, and the words of the same line
    around it, empty at its ends.
    """

    skill: int
    written: str
    before: tuple[str, str]
    after: str

    @property
    def bare(self) -> str:
        return self.written.strip(PUNCTUATION)

    @property
    def is_listed(self) -> bool:
        """Whether it is an item by itself, behind others or a word that leads to a skill."""
        lead = skill_key(self.before[1])
        is_begun = self.before[1] in SEPARATORS or self.before[1][-1] in LIST_ENDS
        is_begun = is_begun or lead in CUES or lead in WEAK_CUES
        is_ended = self.written[-1] in PUNCTUATION or self.after[:1] in LIST_ENDS
        is_ended = is_ended or self.after in SEPARATORS or skill_key(self.after) in CONJUNCTIONS
        return is_begun and is_ended

    @property
    def is_known_of(self) -> bool:
        """Whether somebody shall know it: proficient in Excel."""
        first, second = map(skill_key, self.before)
        return self.is_listed and second in WEAK_CUES and first in BEFORE_WEAK_CUES

    @property
    def is_asked_for(self) -> bool:
        """Whether the words around it say that a skill is meant."""
        if skill_key(self.after) in WORK or self.is_known_of:
            return True
        is_alone = self.before[1] in SEPARATORS and not self.after
        return self.is_listed and (is_alone or skill_key(self.before[1]) in CUES)

    @property
    def is_capital_anyway(self) -> bool:
        """Whether it begins a sentence."""
        return not self.before[1] or self.before[1][-1] in ".!?"


def skills_within(text: str) -> dict[int, str]:
    """The ids of the skills that the text names, as it writes them, in its order; of names within
    each other the longest: React Native is not React.
    """
    return {one.skill: one.written for one in _mentions(text)}


def clearly_named(text: str) -> list[Skill]:
    """The skills that the text names beyond doubt: "go" and "c" are no languages in small letters,
    "Go" and "C" are; and a firm that excels needs no Excel.
    """
    mentions = _mentions(text)
    skills = Skill.objects.accepted().in_bulk([one.skill for one in mentions])
    named = [(one, skills[one.skill]) for one in mentions if one.skill in skills]
    products = sum(skill.kind in PRODUCTS and one.bare[:1].isupper() for one, skill in named)
    return [skill for mention, skill in named if _is_clear(skill, mention, is_among=products > 1)]


def _is_clear(skill: Skill, mention: Mention, *, is_among: bool) -> bool:
    """Whether a mention is one of the skill; `is_among` if the text names other products, too."""
    bare = mention.bare
    is_everyday = skill.kind in PRODUCTS and skill_key(bare) in WORDS_OF_EVERYDAY
    is_meant = mention.is_asked_for or (is_among and mention.is_listed)
    if len(skill_key(bare)) <= SHORT:
        is_written_so = bare == skill.name or (bare.isupper() and len(bare) > 1)
        return is_written_so and (is_meant or not (is_everyday and mention.is_capital_anyway))
    if not is_everyday:
        return True
    if bare[:1].isupper():
        return is_meant
    return mention.is_known_of or skill_key(mention.after) in WORKERS


def _mentions(text: str) -> list[Mention]:
    """Each skill where it is named first."""
    vocabulary.refresh()
    skill_of = vocabulary.skill_of
    lines = [line.split() for line in text.splitlines()]
    places = [
        (line, place, key)
        for line in lines
        for place, word in enumerate(line)
        if (key := skill_key(word))
    ]
    found: dict[int, Mention] = {}
    start = 0
    while start < len(places):
        for length in range(min(LONGEST_SKILL_NAME, len(places) - start), 0, -1):
            run = places[start : start + length]
            key = " ".join(one for _line, _place, one in run)
            if key in skill_of and key not in EVERYDAY:
                found.setdefault(skill_of[key], _mention(skill_of[key], run))
                break
        else:
            length = 1
        start += length
    return list(found.values())


def _mention(skill: int, run: list[tuple[list[str], int, str]]) -> Mention:
    (line, first, _key), (last_line, last, _last_key) = run[0], run[-1]
    before = ["", "", *line[:first]][-2:]
    after = last_line[last + 1 : last + 2]
    written = " ".join(words[place] for words, place, _key in run)
    return Mention(skill, written, before=(before[0], before[1]), after="".join(after))
