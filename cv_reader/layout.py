"""From words with their places on a page to lines in reading order.

Columns are found by the white space between them: the idea of the XY-cut (Nagy and Seth, 1984),
with rows of a table kept together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cv_reader.dates import find_period, is_dates
from cv_reader.document import CELL
from cv_reader.headings import heading_of
from cv_reader.lexicon import PRESENT, UNTIL, plain

ROW_TOLERANCE = 0.5  # of a character's height: what is that near stands in one row
GUTTER = 0.9  # of a character's height: white space that may part columns
CELL_GAP = 1.6  # and cells in a row
LEAST_ROWS = 3  # that a column has
INDENT = 0.5  # of a character's height: a space of indent
WIDEST_INDENT = 200
LABEL_STEP = 1.9  # of a character's height: to the next line of the same label
LINE_GAP = 0.75  # of a line's height above it: a new paragraph

_JOINING_WORDS = UNTIL | {"-", "–", "—"}
# What a period ends with, on a line of its own where the column is narrow.
_LAST_WORDS = PRESENT | {"tak"}


@dataclass
class Word:
    """A word and its box, in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


Row = list[Word]


def lines_of(words: list[Word]) -> list[str]:
    """The lines of a page in the order in which a person reads them."""
    return _read_region(_rows(words))


def _rows(words: list[Word]) -> list[Row]:
    """The words in rows from the top, each from the left."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda one: (-one.bottom, one.left)):
        if rows and abs(rows[-1][0].bottom - word.bottom) < ROW_TOLERANCE * word.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _read_region(rows: list[Row]) -> list[str]:
    """The lines of a region: where columns stand beside each other, one after the other."""
    found = _parting(rows)
    if found is None:
        return _lines(rows)
    start, end, x, has_labels = found
    left, right = _sides(rows[start:end], x)
    if has_labels:
        between = [_labelled_rows(left, right)]
    else:
        between = [_read_region(left), _read_region(right)]
    blocks = (_read_region(rows[:start]), *between, _read_region(rows[end:]))
    return [line for block in blocks if block for line in [*block, ""]]


def _sides(rows: list[Row], x: float) -> tuple[list[Row], list[Row]]:
    left = [side for row in rows if (side := [one for one in row if one.right <= x])]
    right = [side for row in rows if (side := [one for one in row if one.right > x])]
    return left, right


def _parting(rows: list[Row]) -> tuple[int, int, float, bool] | None:
    """The most rows that a gutter parts: from, up to, where the gutter is, and whether what is left
    of it are labels of the rows rather than a column of its own.
    """
    best: tuple[int, int, float, bool] | None = None
    for start in range(len(rows)):
        if best and len(rows) - start <= best[1] - best[0]:
            break
        for end, x in _gutters(rows, start):
            if best is None or end - start > best[1] - best[0]:
                kind = _kind_of_parting(rows[start:end], x)
                best = best if kind is None else (start, end, x, kind)
    return best


def _gutters(rows: list[Row], start: int) -> list[tuple[int, float]]:
    """The gutters of the rows from `start`: how far down each reaches, and where it is."""
    free = [(float("-inf"), float("inf"))]
    found: list[tuple[int, float]] = []
    for index in range(start, len(rows)):
        gaps = _gaps(rows[index])
        narrowed = [
            (max(a, c), min(b, d))
            for a, b in free
            for c, d in gaps
            if min(b, d) - max(a, c) > GUTTER * rows[index][0].height
        ]
        inner = [gap for gap in free if gap[0] > float("-inf") and gap[1] < float("inf")]
        for gap in inner:
            if not any(a < gap[1] and b > gap[0] for a, b in narrowed):
                found.append((index, sum(gap) / 2))
        free = narrowed
        if not free:
            return found
    ends = [gap for gap in free if gap[0] > float("-inf") and gap[1] < float("inf")]
    return [*found, *((len(rows), sum(gap) / 2) for gap in ends)]


def _gaps(row: Row) -> list[tuple[float, float]]:
    """The white space of a row: left of it, between its words, right of it."""
    between = [(one.right, other.left) for one, other in pairwise(row)]
    return [(float("-inf"), row[0].left), *between, (row[-1].right, float("inf"))]


def _kind_of_parting(rows: list[Row], x: float) -> bool | None:
    """Whether what stands left of `x` are labels (dates, or headings) of the rows at the right;
    None when the rows are no columns at all, such as when the dates stand at the right.
    """
    left, right = _sides(rows, x)
    if len(left) < LEAST_ROWS or len(right) < LEAST_ROWS:
        return None
    together = len(left) + len(right) - len(rows)
    if _are_labels(left) and together >= 0.4 * len(left):
        return True
    if _are_labels(right) and together >= 0.6 * len(right):
        return None
    return False


def _are_labels(rows: list[Row]) -> bool:
    texts = [" ".join(word.text for word in row) for row in rows]
    return sum(is_dates(one) or heading_of(one) is not None for one in texts) >= 0.4 * len(texts)


def _labelled_rows(left: list[Row], right: list[Row]) -> list[str]:
    """Lines of the right side, each label before the line beside which it begins."""
    margin = min(row[0].left for row in right)
    labels = _labels(left)
    lines: list[str] = []
    for index, row in enumerate(right):
        text = _line(row, margin)
        above = [
            label for label in labels if label[0] > row[0].bottom - ROW_TOLERANCE * row[0].height
        ]
        if above:
            labels = labels[len(above) :]
            lines += ["", *(label for _bottom, label in above[:-1])]
            text = f"{above[-1][1]}{CELL}{text.strip()}"
        elif index and right[index - 1][0].bottom - row[0].bottom > 2 * row[0].height:
            lines.append("")
        lines.append(text)
    return [*lines, *(label for _bottom, label in labels)]


def _labels(rows: list[Row]) -> list[tuple[float, str]]:
    """Each label whole, however many lines it has, and where its first one stands."""
    labels: list[tuple[float, str]] = []
    last = 0.0
    for row in rows:
        text = _line(row, row[0].left)
        bottom, height = row[0].bottom, row[0].height
        goes_on = labels and last - bottom < LABEL_STEP * height and heading_of(text) is None
        if goes_on and (not _is_whole(labels[-1][1]) or plain(text) in _LAST_WORDS):
            labels[-1] = (labels[-1][0], f"{labels[-1][1]} {text}")
        else:
            labels.append((bottom, text))
        last = bottom
    return labels


def _is_whole(label: str) -> bool:
    """Whether a label says all: a heading, or a period with both ends."""
    period = find_period(label)
    is_cut = plain(label).split()[-1:] and plain(label).split()[-1] in _JOINING_WORDS
    is_period = period is not None and not period.is_single and not is_cut
    return heading_of(label) is not None or is_period


def _lines(rows: list[Row]) -> list[str]:
    """The lines of a column; an empty one where there is more space than between others."""
    if not rows:
        return []
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(rows)]
    usual = median(steps) if steps else 0
    margin = min(row[0].left for row in rows)
    lines: list[str] = []
    for index, row in enumerate(rows):
        if index and steps[index - 1] > usual + LINE_GAP * row[0].height:
            lines.append("")
        lines.append(_line(row, margin))
    return lines


def _line(row: Row, margin: float) -> str:
    indent = round((row[0].left - margin) / (INDENT * row[0].height))
    parts = [" " * min(indent, WIDEST_INDENT), row[0].text]
    for before, word in pairwise(row):
        gap = word.left - before.right
        parts.append(CELL if gap > CELL_GAP * word.height else " ")
        parts.append(word.text)
    return "".join(parts)
