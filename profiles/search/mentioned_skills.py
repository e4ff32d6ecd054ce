"""The skills of the vocabulary that a text names."""

from __future__ import annotations

from foundation.skill_keys import skill_key
from profiles.models import Skill
from profiles.search.query import LONGEST_SKILL_NAME
from profiles.search.stop_words import ASKING, STOP_WORDS
from profiles.search.vocabulary import vocabulary

SHORT = 3  # letters: so short a name counts where it is written as the vocabulary has it
EVERYDAY = STOP_WORDS | ASKING


def skills_within(text: str) -> dict[int, str]:
    """The ids of the skills that the text names, as it writes them, in its order; of names within
    each other the longest: React Native is not React.
    """
    vocabulary.refresh()
    skill_of = vocabulary.skill_of
    words = [(key, word) for word in text.split() if (key := skill_key(word))]
    found: dict[int, str] = {}
    start = 0
    while start < len(words):
        for length in range(min(LONGEST_SKILL_NAME, len(words) - start), 0, -1):
            run = words[start : start + length]
            key = " ".join(one for one, _word in run)
            if key in skill_of and key not in EVERYDAY:
                found.setdefault(skill_of[key], " ".join(word for _key, word in run))
                break
        else:
            length = 1
        start += length
    return found


def clearly_named(text: str) -> list[Skill]:
    """The skills that the text names beyond doubt: "go" and "c" are no languages in small letters,
    "Go" and "C" are.
    """
    written = skills_within(text)
    skills = Skill.objects.accepted().in_bulk(list(written))
    return [
        skills[pk] for pk, words in written.items() if pk in skills and _is_clear(skills[pk], words)
    ]


def _is_clear(skill: Skill, written: str) -> bool:
    bare = written.strip(".,;:!?()[]\"'“”„/")
    return len(skill_key(bare)) > SHORT or bare == skill.name or (bare.isupper() and len(bare) > 1)
