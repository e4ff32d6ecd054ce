"""Work and codes are good for one act that is done, not for one that is refused."""

from __future__ import annotations

from functools import partial

import pytest

from accounts.admission import Act, new_challenge
from accounts.errors import AdmissionRefused, IdentifierTaken
from accounts.services.admission import admitting_registration
from accounts.tests.factories import UserFactory
from accounts.tests.test_admission import (
    ADDRESS,
    ask_for_code,
    busy,
    codes_in,
    register,
    solved,
)
from accounts.tests.test_races import at_once

pytestmark = pytest.mark.django_db
__all__ = ["busy"]


def test_work_is_good_still_when_the_request_was_refused_for_something_else(api, busy):
    UserFactory(email="taken@example.com")
    shown = solved(register(api).json()["work"])
    taken = register(api, shown, email="taken@example.com")
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (400, "taken")
    assert register(api, shown, password="password1").status_code == 422
    assert register(api, shown).status_code == 201
    again = register(api, shown, email="b@example.com", username="asha2")
    assert again.json()["errors"][0]["code"] == "admission_refused"


def test_a_code_is_good_still_however_often_the_request_was_refused_for_something_else(
    api, busy, mailoutbox
):
    token = ask_for_code(api).json()["token"]
    shown = f"code {codes_in(mailoutbox)[0]} {token}"
    UserFactory(username="taken")
    assert [register(api, shown, username="taken").status_code for _ in range(6)] == [400] * 6
    assert register(api, shown).status_code == 201


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_work_that_refused_ones_give_back_while_others_show_it_is_good_once():
    shown = solved(new_challenge(Act.REGISTER, None, 1))

    def use(*, is_taken: bool) -> None:
        with admitting_registration(address=ADDRESS, shown=shown, email=None):
            if is_taken:
                raise IdentifierTaken(["username"])

    uses = [partial(use, is_taken=bool(number % 2)) for number in range(10)]
    answers = at_once(*uses)
    assert {type(one) for one in answers} <= {type(None), AdmissionRefused, IdentifierTaken}
    # When all who had it gave it back, it is good for the next one, and in any case for one.
    answers += at_once(uses[0]) + at_once(uses[0])
    assert answers.count(None) == 1
