"""What somebody of an occupation does, by what they are called: a painter's work is painting.

Derived from the words of names, so that who writes or asks for the work finds the trade. What no
rule derives is listed as a name of the occupation.
"""

from __future__ import annotations

# Endings of who does something, and of what is done; of words without accents.
ENDINGS = {
    "en": (
        ("er", ("ing",)),
        ("or", ("ing", "ion")),
        ("grapher", ("graphy",)),
        ("ist", ("y", "istry", "ism")),
        ("ician", ("ics",)),
        ("ant", ("ancy", "ance", "ing")),
        ("man", ("work",)),
    ),
    "de": (
        ("er", ("ung", "ungen", "erei", "en")),
        ("bauer", ("bau",)),
        ("graf", ("grafie",)),
        ("eur", ("ion",)),
        ("eut", ("ie",)),
        ("loge", ("logie",)),
    ),
}
FEMININE = {"de": "in"}
SHORTEST_BEGINNING = 3  # letters before the ending


def activities_of(word: str, language: str) -> tuple[str, ...]:
    """The words for what somebody does who is called so."""
    word = word.removesuffix(FEMININE.get(language, ""))
    return tuple(
        word.removesuffix(ending) + other
        for ending, others in ENDINGS.get(language, ())
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_BEGINNING
        for other in others
    )
