"""Colours that an operator chose, and what can be read on what (WCAG 2.2, criterion 1.4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

READABLE = 4.5  # of text against its background, level AA
FORM = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
WHITE, BLACK = "#ffffff", "#000000"
DARK_INK = "#10151a"

# What the page behind is, as in static/guildhall.css.
LIGHT_PAPERS = ("#faf8f4", WHITE)
DARK_PAPERS = ("#141715", "#1c201e")


def is_colour(text: str) -> bool:
    return bool(FORM.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours: 1 of the same, 21 of black and white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(own + (more - own) * share):02x}" for own, more in pairs)


@dataclass(frozen=True)
class Palette:
    """The shades that pages and mails are made of: `accent` of links and buttons, `strong` of those
    that are pointed at, `soft` behind the text, and `on_accent` upon it.
    """

    accent: str
    strong: str
    soft: str
    on_accent: str

    @classmethod
    def light(cls, accent: str) -> Palette:
        return cls(
            accent, mixed(accent, BLACK, 0.25), mixed(accent, WHITE, 0.9), _upon(accent, WHITE)
        )

    @classmethod
    def dark(cls, accent: str) -> Palette:
        soft = mixed(DARK_PAPERS[0], accent, 0.15)
        return cls(accent, mixed(accent, WHITE, 0.35), soft, _upon(accent, DARK_INK))

    def faint(self, papers: tuple[str, ...]) -> list[tuple[str, str]]:
        """The pairs of text and background that are hard to read."""
        behind = [(self.accent, paper) for paper in (*papers, self.soft)]
        pairs = [*behind, (self.on_accent, self.accent)]
        return [pair for pair in pairs if contrast(*pair) < READABLE]


def readable_in_the_dark(colour: str) -> str:
    """The colour, with as much white as it takes to be read on dark pages."""
    steps = (mixed(colour, WHITE, percent / 100) for percent in range(0, 101, 5))
    return next(one for one in steps if not Palette.dark(one).faint(DARK_PAPERS))


def _upon(accent: str, usual: str) -> str:
    """What is written upon it: the usual colour, or that which can be read."""
    if contrast(accent, usual) >= READABLE:
        return usual
    return max((WHITE, DARK_INK), key=lambda ink: contrast(accent, ink))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
