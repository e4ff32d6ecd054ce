"""The pages of appointments, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.services.preferences import save_preference
from appointments.models import Appointment
from appointments.tests.factories import (
    BERLIN,
    in_days,
    make_confirmed,
    make_past,
    time_of,
)
from projects.tests.conftest import browser_of

pytestmark = pytest.mark.django_db

FORM = {"minutes": "60", "time_zone": BERLIN, "place": "Lake Road 12", "note": "Ring twice."}


def text_of(browser, address) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def starts(*days: float) -> dict[str, str]:
    named = (f"start_{number}" for number in (1, 3, 2))
    return {name: f"{in_days(day):%Y-%m-%dT%H:%M}" for name, day in zip(named, days, strict=False)}


def test_two_people_agree_by_plain_forms(asha, society, proposal):
    project = proposal.project_id
    assert f"/projects/{project}/appointments" in text_of(asha, f"/projects/{project}")
    form = text_of(asha, f"/projects/{project}/appointments/new")
    assert 'type="datetime-local"' in form
    answer = asha.post(f"/projects/{project}/appointments/new", FORM | starts(3, 4))
    appointment = Appointment.objects.get()
    assert answer["Location"] == f"/appointments/{appointment.pk}"
    shown = text_of(society, f"/appointments/{appointment.pk}")
    assert "Lake Road 12" in shown
    assert "Ring twice." in shown
    assert f"/report?kind=appointment&amp;object={appointment.moves.get().pk}" in shown
    time = time_of(appointment, 1)
    assert society.post(f"/appointments/{appointment.pk}", {"time": time}).status_code == 302
    agreed = text_of(asha, f"/appointments/{appointment.pk}")
    assert f"/appointments/{appointment.pk}.ics" in agreed
    assert asha.get(f"/appointments/{appointment.pk}.ics")["Content-Type"].startswith("text/cal")
    assert str(appointment.pk) in text_of(asha, "/appointments")
    assert str(appointment.pk) in text_of(asha, f"/projects/{project}/appointments")


def test_what_is_wrong_is_said_beside_its_time_and_what_was_typed_is_kept(asha, proposal):
    address = f"/projects/{proposal.project_id}/appointments/new"
    given = FORM | starts(3) | {"start_3": "2027-03-28T02:30"}
    answer = asha.post(address, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "it does not exist" in page[page.index('id="id_start_3"') :]
    assert "Ring twice." in page
    past = asha.post(address, FORM | starts(-2))
    assert (past.status_code, "still to come" in past.content.decode()) == (422, True)
    assert asha.post(address, FORM).status_code == 422
    assert not Appointment.objects.exists()


def test_each_reads_the_time_in_their_own_zone_and_in_the_one_it_was_meant_in(
    asha, society, proposal
):
    save_preference(user=proposal.project.client, time_zone="Asia/Kolkata")
    appointment = make_confirmed(proposal)
    shown = text_of(society, f"/appointments/{appointment.pk}")
    assert "IST" in shown
    assert "Europe/Berlin:" in shown


def test_move_decline_and_cancel_by_plain_forms(asha, society, proposal):
    appointment = make_confirmed(proposal)
    page = f"/appointments/{appointment.pk}"
    assert "Lake Road 12" in text_of(society, f"{page}/propose")
    assert society.post(f"{page}/propose", FORM | starts(8)).status_code == 302
    assert "proposes to move it" in text_of(asha, page)
    assert asha.post(f"{page}/decline", {"note": "No."}).status_code == 302
    assert "declined the times" in text_of(society, page)
    refused = society.post(f"{page}/cancel", {"reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    assert society.post(f"{page}/cancel", {"reason": "Rain."}).status_code == 302
    assert "Rain." in text_of(asha, page)


def test_who_did_not_come_is_said_and_answered_by_buttons(asha, society, proposal):
    page = f"/appointments/{make_past(proposal, ago=timedelta(hours=2)).pk}"
    assert "did not come" in text_of(society, page)
    assert society.post(f"{page}/absence/claim").status_code == 302
    assert "/report?kind=absence&amp;object=" in text_of(society, page)
    assert "says that you did not come" in text_of(asha, page)
    assert asha.post(f"{page}/absence/denied").status_code == 302
    assert "That is denied" in text_of(society, page)
    assert asha.post(f"{page}/absence/admitted").status_code == 302
    assert "It counts on the record" in text_of(society, page)
    assert society.post(f"{page}/absence/withdraw").status_code == 302


def test_nobody_opens_the_pages_of_others(asha, society, outsider, proposal):
    appointment = make_confirmed(proposal)
    stranger = browser_of(outsider)
    for end in ("", ".ics", "/propose", "/decline", "/cancel"):
        assert stranger.get(f"/appointments/{appointment.pk}{end}").status_code == 404, end
    assert stranger.post(f"/appointments/{appointment.pk}/absence/claim").status_code == 404


@pytest.mark.parametrize("chosen", ["", "Asia/Kolkata", "US/Pacific"])
def test_the_form_has_a_zone_that_can_be_sent_whoever_opens_it(asha, freelancer, proposal, chosen):
    if chosen:
        save_preference(user=freelancer, time_zone=chosen)
    address = f"/projects/{proposal.project_id}/appointments/new"
    select = re.search(r'<select name="time_zone".*?</select>', text_of(asha, address), re.DOTALL)
    assert select
    assert re.findall(r'<option value="([^"]*)" selected>', select[0]) == [chosen or "UTC"]
    assert 'value=""' not in select[0]
    sent = FORM | starts(3) | {"time_zone": chosen or "UTC"}
    assert asha.post(address, sent).status_code == 302
    assert Appointment.objects.get().standing.time_zone == (chosen or "UTC")


def test_a_place_that_is_emptied_in_the_form_is_gone_and_others_stay(asha, proposal):
    appointment = make_confirmed(proposal)
    address = f"/appointments/{appointment.pk}/propose"
    form = text_of(asha, address)
    assert 'value="Lake Road 12"' in form
    assert asha.post(address, FORM | starts(5) | {"place": ""}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.standing.place == ""
