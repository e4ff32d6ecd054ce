"""The table of `make fuzz`, and what it says of whether all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.fuzz.raw_bytes import is_fault
from benchmarks.fuzz.tally import CASES, FAILED, SERVED
from config.tests.callers import ROLES

if TYPE_CHECKING:
    from collections import Counter

    from benchmarks.fuzz.tally import Tally


# Operations that no call can get through, and why.
NEVER_SERVED: dict[str, str] = {
    "POST /api/v1/auth/admission-code": "no network is busy here: limits have tests of their own",
}
# In the turns of the roles and of the calls left alone, one that must get through is among so many.
ENOUGH_CASES = 48


def report(tally: Tally, runs: list[int], seconds: float, *, operations: int, at_least: int) -> int:
    """Print what was tried and found; 0 when all operations were, and there is nothing to mend."""
    print("\n| role | operations | cases | answered 2xx | failures |\n|---|---|---|---|---|")
    for role in (*ROLES, ""):
        numbers = [tally.total(kind, role=role) for kind in (CASES, SERVED, FAILED)]
        cells = [f"{one:,}" for one in (len(tally.operations(role)), *numbers)]
        print(f"| {role or 'all'} | {' | '.join(cells)} |")
    print(f"\n{seconds:.0f} seconds. By status: {_listed(tally.statuses)}")
    print(f"Valid by the schema, and refused as no schema can say: {_listed(tally.refusals)}")
    unserved = {one for one in tally.operations() if not tally.total(SERVED, operation=one)}
    unexpected = set()
    for operation in sorted(unserved):
        cases = tally.total(CASES, operation=operation)
        if operation not in NEVER_SERVED and cases >= ENOUGH_CASES:
            unexpected.add(operation)
        why = NEVER_SERVED.get(operation) or f"of {cases} cases"
        print(f"Never answered 2xx: {operation} ({why})")
    too_few = max(0, at_least - tally.total(CASES))
    untried = operations - len(tally.operations())
    if untried:
        print(f"{untried} of {operations} operations were not tried: too little time.")
    if too_few:
        print(f"{too_few:,} cases short of {at_least:,}.")
    return int(any(runs) or bool(tally.total(FAILED) or unexpected or untried or too_few))


def report_bytes(statuses: Counter[str]) -> int:
    """Print what became of hostile bytes; 0 when none was an error of ours."""
    print(f"Hostile bytes: {statuses.total():,} requests. By status: {_listed(statuses)}")
    return int(any(map(is_fault, statuses)))


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(numbers.items())) or "none"
