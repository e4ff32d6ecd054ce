"""An appointment for somebody's own calendar, as an iCalendar file (RFC 5545, RFC 5546).

The same appointment always has the same UID, and a SEQUENCE that grows when it is moved or called
off, so that a calendar replaces what it has. Times are in UTC: each calendar shows them in its
owner's zone, and needs no rules of ours for when clocks change. It names no address of a person.
"""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from appointments.errors import NotConfirmed
from appointments.models import AppointmentStatus
from foundation import site_links

if TYPE_CHECKING:
    from typing import Any

PRODUCT = "-//Guildhall//Appointments//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(appointment: Any, *, name: str) -> bytes:
    """The file of an appointment that was confirmed, with the other side called by this name; it
    comes `with_cards`. Raises NotConfirmed.
    """
    if appointment.agreed is None:
        raise NotConfirmed
    is_off = appointment.status == AppointmentStatus.CANCELLED
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    # Only by CANCEL does a program take away what it has.
    calendar.add("METHOD", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(_event(appointment, name, is_off=is_off))
    return calendar.to_ical()


def file_name(appointment: Any) -> str:
    """What the file is called."""
    return f"appointment-{appointment.happens_at:%Y-%m-%d}.ics"


def _event(appointment: Any, name: str, *, is_off: bool) -> Event:
    event = Event()
    event.add("UID", f"{appointment.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("SEQUENCE", appointment.sequence)
    event.add("DTSTAMP", appointment.changed_at)
    event.add("CREATED", appointment.created_at)
    event.add("LAST-MODIFIED", appointment.changed_at)
    event.add("DTSTART", appointment.starts_at)
    event.add("DTEND", appointment.ends_at)
    event.add("STATUS", "CANCELLED" if is_off else "CONFIRMED")
    title = appointment.project.shown_title
    event.add("SUMMARY", one_line(_("%(title)s, with %(name)s") % {"title": title, "name": name}))
    event.add("LOCATION", one_line(_place_of(appointment)))
    event.add("URL", site_links.link("appointment", id=appointment.pk))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "OPAQUE")
    event.add("ORGANIZER", _organiser())
    return event


def _place_of(appointment: Any) -> str:
    agreed = next(one for one in appointment.shown_moves if one.position == appointment.agreed)
    return _("Online") if agreed.is_online else agreed.place


def _organiser() -> vCalAddress:
    """The site: both sides have agreed already, and neither is asked to answer by mail."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["CN"] = vText(one_line(settings.SITE_NAME or name).replace('"', "'"))
    return organiser


def one_line(text: str) -> str:
    """Without line breaks, which some calendars read as the end of a property or cannot fold."""
    return " ".join(text.split())
