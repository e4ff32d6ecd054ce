"""Makes sure that two servers give the same answers, or comparing their speed says nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from benchmarks.data import Data

SAMPLE = 20


def require_agreement(url: str, other_url: str, data: Data) -> None:
    """Raises SystemExit unless both serve the same JSON, and both refuse what must be refused."""
    for token in data.tokens[:SAMPLE]:
        answers = _answer(url, token), _answer(other_url, token)
        if answers[0] != answers[1] or answers[0][0] != 200:
            raise SystemExit(f"The servers differ:\n{answers[0]}\n{answers[1]}")
    for reason, token in data.refused_tokens.items():
        statuses = _answer(url, token)[0], _answer(other_url, token)[0]
        if statuses != (401, 401):
            raise SystemExit(f"Both should refuse a token with {reason}; they answer {statuses}.")


def _answer(url: str, token: str) -> tuple[int, object]:
    request = Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, None
