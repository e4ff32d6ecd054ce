"""Load by wrk, from a process of its own on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.servers import Server

CONNECTIONS = 16
QUIET_IDLE_PERCENT = 90
QUIET_WAIT_SECONDS = 60
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
    """What one run measured. As wrk has it: how long each of its connections waited."""

    per_second: float
    p50_milliseconds: float
    p99_milliseconds: float
    cpu_microseconds: float
    """Of the server, for one request. Hardly changes when the machine is busy with other things."""


def require_wrk() -> None:
    """Leave with status 2 when there is no wrk: nothing was measured, so nothing failed."""
    if shutil.which("wrk") is None:
        print(
            "make bench needs wrk, which makes the load: apt-get install wrk (Debian, Ubuntu) "
            "or brew install wrk (macOS).",
            file=sys.stderr,
        )
        sys.exit(2)


def wait_until_quiet() -> None:
    """Return once the cores are idle: what else runs here slows one side more than the other."""
    for _ in range(QUIET_WAIT_SECONDS):
        if psutil.cpu_times_percent(interval=1).idle >= QUIET_IDLE_PERCENT:
            return
    print("The machine is busy with something else: the figures are not reliable.", file=sys.stderr)


def script_with(tokens: list[str], folder: Path) -> Path:
    """A script for wrk that sends these bearer tokens in turn."""
    listed = folder / "tokens"
    listed.write_text("\n".join(tokens))
    script = folder / "tokens.lua"
    script.write_text(SCRIPT.format(tokens=listed))
    return script


def get(server: Server, path: str, *, seconds: int, script: Path | None = None) -> Load:
    """GET `path` as fast as it is answered. Raises SystemExit when any answer is not a success."""
    url = server.url + path
    cpu_before = server.cpu_seconds()
    options = ["-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--latency"]
    output = subprocess.run(
        ["wrk", *options, *(["-s", str(script)] if script else []), url],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    cpu_seconds = server.cpu_seconds() - cpu_before
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{url} did not answer every request:\n{output}")
    return Load(
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", output)[1]),
        p50_milliseconds=_milliseconds(_found(r"50%\s+([\d.]+)(us|ms|s)", output)),
        p99_milliseconds=_milliseconds(_found(r"99%\s+([\d.]+)(us|ms|s)", output)),
        cpu_microseconds=cpu_seconds / int(_found(r"(\d+) requests in", output)[1]) * 1_000_000,
    )


def _found(pattern: str, output: str) -> re.Match[str]:
    match = re.search(pattern, output)
    if match is None:
        raise SystemExit(f"wrk printed something unknown:\n{output}")
    return match


def _milliseconds(match: re.Match[str]) -> float:
    return float(match[1]) * {"us": 0.001, "ms": 1, "s": 1000}[match[2]]
