"""The kinds of notifications, as data: which event is told, to whom, in which words, and how.

An app below has a module in `notifications.telling`; one above registers its kinds when it is ready
(`notifications.services.telling.register`), as with `accounts.personal_data`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from notifications.models import Channel, Frequency

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User
    from foundation.events import EventKind
    from foundation.models import Event
    from notifications.models import Notification


@dataclass(frozen=True)
class Facts:
    """What the rows say of what a notification is about, when it is read.

    `names` fill in its words. `path` is the page that it leads to, empty when its reader can open
    none, `file_path` a file to be saved. `quote` is what the other person wrote about it. `variant`
    chooses other words than the kind's usual ones. What is `outdated` is no longer worth a mail.
    """

    names: Mapping[str, str]
    path: str = ""
    file_path: str = ""
    quote: str = ""
    variant: str = ""
    project_id: UUID | None = None
    is_outdated: bool = False


LookUp = Callable[[Sequence["Notification"], "User"], Mapping[UUID, Facts]]
"""The facts of several notifications of one reader, by their ids, in a constant number of queries.
Those that are not in it are of what is gone, out of sight, or none of the reader's business.
"""
Recipients = Callable[["Event"], Iterable[UUID]]


@dataclass(frozen=True)
class OwnMail:
    """A mail that is more than a sentence and a link: its template, and what that is filled in
    with. As `accounts.services.email.written_for` has it, it may go to an address that nobody
    verified.
    """

    app: str
    template: str
    context: Mapping[str, Any]


def concerned(event: Event) -> Iterable[UUID]:
    """All accounts that an event is of concern to."""
    return event.concerns


@dataclass(frozen=True)
class Words:
    """A heading, for lists and the subjects of mails, and one sentence; `%(by)s` and other names
    are filled in.
    """

    heading: StrOrPromise
    sentence: StrOrPromise


@dataclass(frozen=True)
class Kind:
    """One kind. `tells` says whom each event is told to; whoever acted is left out, unless
    `tells_actor`. `who` says it for people, `by_mail` and `by_sms` are how mails and, where none
    arrive, text messages come unless somebody chose.

    What is obligatory cannot be switched off or put off, and is told to whoever has an account,
    suspended or not. `own_mail` writes its mail, `outside` its page for those who cannot log in.
    What `is_sent_by_hand` is on the site alone: the app that it happens in sends the rest.
    """

    name: str
    title: StrOrPromise
    who: str
    tells: Mapping[EventKind, Recipients]
    words: Words
    look_up: LookUp
    variants: Mapping[str, Words] = field(default_factory=dict)
    by_mail: Frequency = Frequency.AT_ONCE
    by_sms: Frequency = Frequency.NEVER
    tells_actor: bool = False
    is_obligatory: bool = False
    is_sent_by_hand: bool = False
    own_mail: Callable[[Notification, User], OwnMail | None] | None = None
    outside: Callable[[Notification, User], str] | None = None

    def recipients(self, event: Event) -> list[UUID]:
        """Whom this event is told to as one of this kind."""
        for event_kind, recipients in self.tells.items():
            if event_kind.name == event.type:
                acted = () if self.tells_actor else (event.actor_id, event.person_id)
                return [one for one in recipients(event) if one not in acted]
        return []

    def default(self, channel: str) -> Frequency:
        """How notifications come by a channel unless somebody chose otherwise."""
        ways = {
            Channel.IN_PRODUCT: Frequency.AT_ONCE,
            Channel.EMAIL: self.by_mail,
            Channel.SMS: self.by_sms,
        }
        return ways[Channel(channel)]

    def refuses(self, channel: str, frequency: str) -> bool:
        """Whether nobody may choose to be told so."""
        return self.is_obligatory and frequency != self.default(channel)


_kinds: dict[str, Kind] = {}
_by_event: dict[str, list[Kind]] = defaultdict(list)


def add(kind: Kind) -> None:
    """Know a kind. Raises ValueError for a name that is taken."""
    if kind.name in _kinds:
        raise ValueError(f"{kind.name} is taken.")
    _kinds[kind.name] = kind
    for event_kind in kind.tells:
        _by_event[event_kind.name].append(kind)


def registered() -> Mapping[str, Kind]:
    """Every kind, by its name."""
    return _kinds


def is_obligatory(notification: Notification) -> bool:
    """Whether it is of a kind that nobody switches off or puts off."""
    kind = _kinds.get(notification.kind)
    return kind is not None and kind.is_obligatory


def of_event(name: str) -> Sequence[Kind]:
    """The kinds that an event of this name is told as."""
    return _by_event[name]
