"""The file for somebody's own calendar."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from appointments.models import AppointmentMove
from appointments.services import arranging
from appointments.tests.factories import (
    body,
    in_days,
    make_appointment,
    make_confirmed,
    proposed,
    time_of,
)
from projects.models import Project

pytestmark = pytest.mark.django_db

HOSTILE = "Fix; paint, clean\\ a\u2028BEGIN:VEVENT “Zoë” 漆喰 " + "é" * 60


def event_of(answer):
    calendar = Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_confirmed_one_is_a_file_that_calendars_read(client, proposal):
    appointment = make_confirmed(proposal)
    answer = client.get(f"appointments/{appointment.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.ics"')
    calendar, event = event_of(answer)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 0)
    assert event["UID"].startswith(f"{appointment.pk}@")
    assert event.decoded("DTSTART") == appointment.starts_at
    assert event.decoded("DTEND") == appointment.ends_at
    assert event["LOCATION"] == "Lake Road 12"
    assert b"DTSTART:" in answer.content  # in UTC
    assert str(proposal.freelancer.email).encode() not in answer.content


def test_moved_and_cancelled_it_is_the_same_event_later_in_sequence(client, proposal):
    appointment = make_confirmed(proposal)
    path = f"appointments/{appointment.pk}.ics"
    first = event_of(client.get(path))[1]
    user = proposal.freelancer
    arranging.propose_others(user=user, appointment=appointment, proposed=proposed(in_days(8)))
    assert event_of(client.get(path))[1].decoded("DTSTART") == first.decoded("DTSTART")
    arranging.confirm(
        user=proposal.project.client, appointment=appointment, time=time_of(appointment)
    )
    moved = event_of(client.get(path))[1]
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], 1)
    arranging.cancel(user=user, appointment=appointment, reason="Ill.")
    calendar, event = event_of(client.get(path))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (event["UID"], event["SEQUENCE"]) == (first["UID"], 2)


def test_what_is_not_confirmed_is_no_file(client, proposal):
    answer = client.get(f"appointments/{make_appointment(proposal).pk}.ics")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "not_confirmed"


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_foreign_text_stays_text_wherever_a_line_is_folded(client, proposal, before):
    appointment = make_confirmed(proposal)
    text = "x" * before + HOSTILE
    Project.objects.update(title=text[:120])
    AppointmentMove.objects.filter(action="propose").update(place=text)
    content = client.get(f"appointments/{appointment.pk}.ics").content
    _calendar, event = event_of(client.get(f"appointments/{appointment.pk}.ics"))
    assert event["LOCATION"] == " ".join(text.split())
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() or True for line in lines)  # no character is cut in two
    assert [line for line in lines if line.startswith(b"BEGIN:")] == [
        b"BEGIN:VCALENDAR",
        b"BEGIN:VEVENT",
    ]
    # Some calendars drop an event of which an escaped character is cut in two.
    assert not any(_ends_within_escape(line) for line in lines)


def _ends_within_escape(line: bytes) -> bool:
    return (len(line) - len(line.rstrip(b"\\"))) % 2 == 1


def test_moved_by_its_times_alone_it_still_says_where(client, worker, proposal):
    appointment = make_confirmed(proposal)
    path = f"appointments/{appointment.pk}"
    times = {"times": body(in_days(9))["times"]}
    moved = worker.post(f"{path}/propose", times).json()
    client.post(f"{path}/confirm", {"time": moved["offer"]["times"][0]["id"]})
    event = event_of(client.get(f"{path}.ics"))[1]
    assert (event["LOCATION"], event["SEQUENCE"]) == ("Lake Road 12", 1)
