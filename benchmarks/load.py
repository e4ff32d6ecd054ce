"""Load by wrk, from a second process on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = 16
# Takes the tokens of a file in turn, so that no user is a cached favourite.
SCRIPT = """
local tokens = {{}}
for line in io.lines("{tokens}") do tokens[#tokens + 1] = line end
local next_token = 0
request = function()
  next_token = next_token % #tokens + 1
  return wrk.format("GET", nil, {{["Authorization"] = "Bearer " .. tokens[next_token]}})
end
"""


@dataclass(frozen=True)
class Load:
    """What one run measured."""

    per_second: float
    p99_milliseconds: float


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("The benchmark needs wrk: apt-get install wrk")


def get(url: str, *, tokens: Path, seconds: int) -> Load:
    """GET `url` as fast as it is answered. Raises SystemExit when any answer is not a success."""
    script = tokens.with_suffix(".lua")
    script.write_text(SCRIPT.format(tokens=tokens))
    arguments = ["-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--latency"]
    output = subprocess.run(
        ["wrk", *arguments, "-s", str(script), url], check=True, capture_output=True, text=True
    ).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{url} did not answer every request:\n{output}")
    return Load(
        per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
        p99_milliseconds=_milliseconds(re.search(r"99%\s+([\d.]+)(us|ms|s)", output)),
    )


def _milliseconds(match: re.Match[str]) -> float:
    return float(match[1]) * {"us": 0.001, "ms": 1, "s": 1000}[match[2]]
