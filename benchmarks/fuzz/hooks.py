"""What Schemathesis is told of Guildhall. It loads this module in each of its runs."""

from __future__ import annotations

import atexit
import os
import re
from collections import defaultdict
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.transport.serialization import Binary

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

# They import models, which Django allows only now.
from benchmarks.fuzz import formats  # noqa: E402
from benchmarks.fuzz.callers import Callers  # noqa: E402
from benchmarks.fuzz.checks import calling  # noqa: E402
from benchmarks.fuzz.refusals import reason_of  # noqa: E402
from benchmarks.fuzz.tally import FAILED, Tally  # noqa: E402
from config.tests import arrangements  # noqa: E402
from config.tests.callers import ANONYMOUS, ROLES, new_caller  # noqa: E402

if TYPE_CHECKING:
    from schemathesis import AuthContext, Case, HookContext, Response
    from schemathesis.core.failures import Failure

    from config.tests.callers import Caller

# They end the session or the account, or change how it is known: the next call needs another.
ENDING = {
    ("put", "me"),
    ("patch", "me"),
    ("delete", "me"),
    ("post", "auth/logout"),
    ("post", "auth/logout-all"),
    ("post", "auth/change-password"),
    ("post", "auth/refresh-token"),
    ("post", "auth/verify-otp"),
    ("get", "me/cv"),  # ten uploads a day
    ("get", "me/cv/file"),
    ("put", "me/cv"),
    ("delete", "me/cv"),
}
NUMBERS_EACH = 10_000_000
# Every so many a call is left as it was generated, so that what is refused is tried as well.
LEFT_ALONE = 4
FORM = "multipart/form-data"
ROLE = "X-Role"  # told by each call; the server does not know it
# All text fields refuse characters for private use, which the schema's patterns leave out.
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
callers = Callers()
acting: dict[str, Caller] = {}
calls = count()
role_turns: defaultdict[str, count[int]] = defaultdict(count)
tally = Tally()
formats.register()
arrangements.begin_numbering(int(os.environ["FUZZ_SHARE"]) * NUMBERS_EACH)
atexit.register(tally.write, Path(os.environ["FUZZ_TALLY"]))


def _key(case: Case) -> tuple[str, str]:
    return case.operation.method.lower(), arrangements.route_of(case.operation.path)


def _caller(case: Case) -> Caller:
    """Who calls: the role that the case names already, or the next one."""
    role = case.headers.get(ROLE) or ROLES[next(role_turns[case.operation.label]) % len(ROLES)]
    case.headers[ROLE] = role
    return new_caller(role) if _key(case) in ENDING else callers.get(role)


@schemathesis.auth(refresh_interval=None)
class Token:
    """The next role's token; strangers have none."""

    def get(self, case: Case, _context: AuthContext) -> str | None:
        caller = acting[case.id] = _caller(case)
        return None if caller.role == ANONYMOUS else caller.authorization

    def set(self, case: Case, data: str, _context: AuthContext) -> None:
        case.headers["Authorization"] = data


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Give the call what it needs to get through, unless it is one of those left alone."""
    caller = acting.pop(case.id, None)
    if calling:  # Schemathesis adds a token to its own calls only
        caller = _caller(case)
        case.headers.pop("Authorization", None)
        if caller.role != ANONYMOUS:
            case.headers["Authorization"] = caller.authorization
    if caller is None:  # the same again with a token that is wrong: to see that it is refused
        return
    turn = next(calls)
    # Each comes from another address: limits by address have tests of their own.
    case.headers["X-Forwarded-For"] = f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"
    case.headers.pop("Host", None)  # one that is none is refused before any route
    _leave_private_use_out(case)
    if (calling or turn % LEFT_ALONE) and case.meta is not None:
        _arrange(case, caller)


def _arrange(case: Case, caller: Caller) -> None:
    method, route = _key(case)
    is_negative = case.meta.is_negative_at
    if case.path_parameters and not is_negative(ParameterLocation.PATH):
        name = next(iter(case.path_parameters))
        case.path_parameters = {name: arrangements.thing_of(method, route, caller)}
    if "cursor" in (case.query or {}) and not is_negative(ParameterLocation.QUERY):
        case.query = {name: one for name, one in case.query.items() if name != "cursor"}
    if prepare := arrangements.PREPARATIONS.get((method, route)):
        prepare(caller)
    arrange = arrangements.BODIES.get((method, route))
    # Whether a form with bytes is valid nothing but the server can tell.
    is_valid = case.media_type == FORM or not is_negative(ParameterLocation.BODY)
    if arrange and isinstance(case.body, dict) and is_valid:
        case.body = _with_files(arrange(caller, case.body))


def _with_files(body: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Binary(value) if isinstance(value, bytes) else value for name, value in body.items()
    }


def _leave_private_use_out(case: Case) -> None:
    for name in ("body", "query"):
        value = getattr(case, name)
        if isinstance(value, dict) and (replaced := _without_private_use(value)) != value:
            setattr(case, name, replaced)


def _without_private_use(value: Any) -> Any:
    if type(value) is str:
        return PRIVATE_USE.sub("x", value)
    if isinstance(value, dict):
        return {
            _without_private_use(name): _without_private_use(one) for name, one in value.items()
        }
    return [_without_private_use(one) for one in value] if isinstance(value, list) else value


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    tally.add(case.headers.get(ROLE, ANONYMOUS), case.operation.label, response.status_code)


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """Drop what is refused for a reason that no schema can say."""
    if reason := reason_of(failure, case, response):
        tally.refusals[reason] += 1
        return False
    tally.counts[case.headers.get(ROLE, ANONYMOUS), case.operation.label, FAILED] += 1
    return True
