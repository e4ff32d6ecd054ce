"""Small pictures of figures: the geometry of bars, that a template draws as inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 300, 80  # units of the picture; it fills the width that it has
GAP = 0.2  # of the width of a bar


@dataclass(frozen=True)
class Bar:
    """A bar of a chart, with what it stands for."""

    label: str
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars side by side. `summary` says in words what they show."""

    title: str
    bars: list[Bar]
    summary: str
    width: int = WIDTH
    height: int = HEIGHT


def bar_chart(title: str, labels: Sequence[object], numbers: Sequence[int]) -> Chart:
    """A chart of these numbers, the highest bar being as high as the picture."""
    most = max([*numbers, 1])
    step = WIDTH / max(len(numbers), 1)
    bars = [
        Bar(
            label=str(label),
            number=number,
            x=round(place * step + step * GAP / 2, 2),
            y=round(HEIGHT - HEIGHT * number / most, 2),
            width=round(step * (1 - GAP), 2),
            height=round(HEIGHT * number / most, 2),
        )
        for place, (label, number) in enumerate(zip(labels, numbers, strict=True))
    ]
    listed = [f"{bar.label}: {bar.number}" for bar in bars if bar.number]
    return Chart(title=title, bars=bars, summary=", ".join(listed) or "0")
