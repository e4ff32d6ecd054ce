"""Every kind of notification is documented, and what pages say that somebody was told is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from foundation.events.kinds import Audience, declared
from notifications.kinds import Kind, registered
from notifications.models import Channel, Frequency

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "notifications.md"
ROW = re.compile(r"^\| `(\w+)` \| (`[^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
BY_MAIL = {"at_once": "e-mail at once", "daily": "e-mail once a day"}
# Events that nobody is told of, each with the reason.
NOT_TOLD = {
    "project.posted": "it is found by whoever looks for it",
    "project.opened_privately": "those who are invited are told of that",
    "project.ended_by_consent": "that the request was accepted is told",
    "project.did_not_happen": "that the request was accepted is told",
    "project.reopened": "that the request was accepted is told",
    "profile.described": "internal",
    "message.edited": "internal",
    "review.submitted": "internal",
    "review.edited": "internal",
    "review.withdrawn": "internal",
    "report.made": "internal; whoever reported gets a receipt by mail",
    "case.opened": "internal",
    "case.closed": "internal; the decision and its outcome are told",
    "appeal.made": "whoever appealed has seen that it arrived; staff find it in the queue",
    "account.switched_off": "internal",
    "account.closed": "internal; the address is mailed a farewell",
    "block.made": "internal: blocks are silent",
    "block.undone": "internal: blocks are silent",
}
APPS = (
    *("accounts", "appointments", "bookmarks", "conversations", "operations", "otp"),
    *("profiles", "projects", "reviews"),
    *("moderation", "notifications", "search"),
)
SAYS_SO = re.compile(r"notified|(?:was|were|is|are|be) told|[Ww]e(?: will)? tell|[Ii]nformed")
TEXT = re.compile(r"_\(\s*\"([^\"]+)\"|translate \"([^\"]+)\"|blocktranslate[^%]*%\}([^%]+)\{%")
# What is said, and by which kinds of notifications, or by which mail, it comes true.
BY_KINDS = {
    "The client has been notified.": {"invitation_declined", "step_delivered"},
    "The other side has been notified.": {
        *("delivery_rejected", "project_ended_early", "step_rejected"),
    },
    "Nothing yet. You are notified here of proposals, deliveries and reviews.": {
        "proposal_received",
        "project_delivered",
        "review_revealed",
    },
    "Your question is sent. You will be notified when there is an answer.": {"question_answered"},
    "How you are notified": set(),
    "You are notified of people who do what you are looking for, of each of them once.": {
        "saved_search_matches"
    },
    "You are notified of projects that need what you are looking for, of each of them once.": {
        "saved_search_matches"
    },
    "You are notified of these in any case, at any time:": {"decision_on_you", "password_changed"},
    "Saved for %(decided)d copies. Their authors have been notified.": {"decision_on_you"},
    "Each author is told why and can appeal. Proposals and invitations cannot be hidden: their "
    "authors are warned instead.": {"decision_on_you"},
}
# Of these, members by kinds, and whoever has no account by a mail.
BY_KINDS_AND_MAILS = {
    "Answer saved. The appellant has been notified.": ({"appeal_answered"}, "appeal"),
    "Decision saved. Those concerned have been notified.": (
        {"decision_on_you", "report_answered", "content_taken_down"},
        "outcome",
    ),
    "Restored. The person concerned has been notified.": (
        {"decision_on_you", "content_restored"},
        "outcome",
    ),
    "You have reported this already. We will tell you what we decide.": (
        {"report_answered"},
        "outcome",
    ),
    "Your report has arrived. A person will look at it, and we will tell you the outcome.": (
        {"report_answered"},
        "outcome",
    ),
    "We tell you what we decide.": ({"report_answered"}, "outcome"),
    "you reported a ": ({"report_answered"}, "outcome"),
}


# The mails of accounts, and the kinds that are shown on the site.
BY_ACCOUNTS = {
    "account-secured": {"secured"},
    "contact-changed": {"identifier_change_asked", "identifier_changed"},
    "keep-second-factor": {"way_back_asked"},
    "new-log-in": {"new_device"},
    "passkey-added": {"passkey_added"},
    "passkey-copied": {"passkey_copied"},
    "passkey-removed": {"passkey_removed"},
    "password-changed": {"password_changed"},
    "recovery-code-used": {"recovery_code_used"},
    "recovery-codes-made": {"recovery_codes_made"},
    "second-factor-added": {"second_factor_added"},
    "second-factor-removed": {"second_factor_removed"},
    "way-back-asked": {"way_back_asked"},
    "way-back-given": {"way_back_given"},
}
NOT_ON_THE_SITE = {
    "account-erased": "there is no account any more",
    "admission-code": "a code that was asked for",
    "address-in-use": "the answer to a stranger",
    "number-released": "to administrators",
    "own-data": "a link that was asked for, by somebody who cannot log in",
    "reset-password": "a link that was asked for",
    "verify-email": "a link that was asked for",
    "way-back-refused": "to administrators",
}


def how(kind: Kind) -> str:
    """How a kind comes unless somebody chose, as the page says it."""
    by_text = "text message" if kind.default(Channel.SMS) == Frequency.AT_ONCE else ""
    if kind.is_sent_by_hand:
        return "always: site; accounts sends the rest"
    ways = [*filter(None, ("site", BY_MAIL[kind.default(Channel.EMAIL)], by_text))]
    return f"{'always: ' if kind.is_obligatory else ''}{', '.join(ways)}"


def test_the_page_lists_every_kind_with_event_recipients_and_default():
    written = {name: cells for name, *cells in ROW.findall(PAGE.read_text())}
    assert written == {
        kind.name: [
            ", ".join(f"`{event.name}`" for event in kind.tells),
            kind.who,
            how(kind),
        ]
        for kind in registered().values()
    }


def test_every_event_is_told_or_has_a_reason_not_to_be():
    told = {event.name for kind in registered().values() for event in kind.tells}
    assert declared().keys() == told | NOT_TOLD.keys()
    assert not told & NOT_TOLD.keys()


def test_nothing_internal_is_told():
    for kind in registered().values():
        assert all(event.audience != Audience.INTERNAL for event in kind.tells)


@pytest.mark.parametrize("name", sorted(registered()))
def test_the_words_of_a_kind_can_be_filled_in(name):
    kind = registered()[name]
    names = {
        **{"by": "Asha Rao", "title": "Paint the stairwell", "until": "1 March"},
        "when": "1 March, 9:00 IST",
        **{"what": "Review", "action": "Hide", "left": "2", "name": "Pipes", "matches": "Asha"},
        **{"device": "Firefox on Linux", "network": "203.0.*.*", "at": "1 March, 8:00 UTC"},
    }
    for words in (kind.words, *kind.variants.values()):
        assert str(words.heading) % names
        assert str(words.sentence) % names


def said() -> set[str]:
    """What pages, forms and mails say of somebody being told."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    files += [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    files = [file for file in files if "tests" not in file.parts]
    found = (match for file in files for match in TEXT.findall(file.read_text()))
    return {text for one in found for text in one if text and SAYS_SO.search(text)}


def test_whoever_pages_say_is_told_is_told():
    found = said()
    for text in found:
        known = any(text.startswith(known) for known in BY_KINDS_AND_MAILS)
        assert text in BY_KINDS or known, text
    for known in (*BY_KINDS, *BY_KINDS_AND_MAILS):
        assert any(text.startswith(known) for text in found), known
    for kinds in (*BY_KINDS.values(), *(kinds for kinds, _mail in BY_KINDS_AND_MAILS.values())):
        assert kinds <= registered().keys()
    for _kinds, mail in BY_KINDS_AND_MAILS.values():
        assert (ROOT / "templates" / "moderation" / "email" / f"{mail}.txt").exists()


def test_each_notice_of_accounts_is_found_on_the_site_too():
    """Whatever accounts tell an owner of by mail is a kind as well, or has a reason."""
    mails = {path.stem for path in (ROOT / "templates" / "accounts" / "email").glob("*.txt")}
    assert mails == BY_ACCOUNTS.keys() | NOT_ON_THE_SITE.keys()
    assert set().union(*BY_ACCOUNTS.values()) == {
        kind.name for kind in registered().values() if kind.is_sent_by_hand
    }
