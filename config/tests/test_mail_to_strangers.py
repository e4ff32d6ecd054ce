"""Mail to an address that nobody verified carries nothing that a person wrote: anybody can register
with anybody's, and would have us send their words there. Each template of each app is sent to one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test.signals import template_rendered
from django.utils import timezone

from accounts.models import User
from accounts.services.email import send_mail
from accounts.tests.factories import PASSWORD, UserFactory
from moderation.models import Action, Case
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide
from moderation.services.notices import tell_of_receipt
from moderation.tests.factories import make_case, make_staff, ruling
from profiles.services.profile import make_profile
from projects.models import Project
from reviews.tests.factories import make_finished, make_review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db
BAIT = "Win 1000 at evil example"
PHONE = "+919820012345"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# To administrators; and a code and notifications, which go to verified addresses only.
OTHERS = {"notifications/notification", "notifications/digest"}
OTHERS |= {"otp/codes-paused", "otp/code", "accounts/way-back-refused", "accounts/number-released"}
MAILS = {f"{path.parts[-3]}/{path.stem}" for path in TEMPLATES.glob("*/email/*.txt")}
MAILS -= OTHERS
SECOND_FACTOR = (
    *("second-factor-added", "second-factor-removed", "keep-second-factor"),
    *("recovery-code-used", "recovery-codes-made", "account-secured", "new-log-in"),
    *("way-back-asked", "way-back-given"),
)


@pytest.fixture
def stranger(freelancer) -> User:
    """Somebody's address, with which somebody else registered."""
    User.objects.filter(pk=freelancer.pk).update(
        email="stranger@example.com", first_name=BAIT, last_name=BAIT, username="win-1000"
    )
    freelancer.refresh_from_db()
    return freelancer


@pytest.fixture
def project(client_user, stranger) -> Project:
    User.objects.filter(pk=client_user.pk).update(first_name=BAIT, last_name=BAIT)
    client_user.refresh_from_db()
    made = make_finished(client_user, stranger)
    Project.objects.filter(pk=made.pk).update(title=BAIT, description=BAIT)
    made.refresh_from_db()
    return made


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """The mails that were written."""
    names: set[str] = set()

    def note(template: Any, **_kwargs: object) -> None:
        path = Path(template.name or "")
        if path.parent.name == "email" and path.suffix == ".txt":
            names.add(f"{path.parts[0]}/{path.stem}")

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def of_accounts(api_as: Callable[[User], Any], user: User) -> None:
    client = api_as(user)
    client.post("me/send-verification")
    client.post("auth/forgot-password", {"email": user.email})
    client.patch("me", {"phone_number": PHONE, "current_password": PASSWORD})
    new = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    client.post("auth/change-password", new)
    User.objects.filter(pk=user.pk).update(phone_verified_at=timezone.now())
    client.post("auth/forgot-password", {"email": user.email})
    client.delete("me", {"current_password": "seven green umbrellas"})


def of_moderation(stranger: User) -> None:
    case = make_case("profile", stranger.profile)
    Case.objects.filter(pk=case.pk).update(title=BAIT)
    case.refresh_from_db()
    report = case.reports.get()
    report.reporter, report.text = stranger, BAIT
    report.save()
    tell_of_receipt(report)
    decision = decide(case=case, moderator=make_staff(), ruling=ruling(Action.HIDE))
    appeal = lodge_appeal(decision=decision, appellant=stranger, text=BAIT)
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="No.", instead=None)
    # Whom it is against is told by the statement; others who reported it, what came of it.
    other = make_case("profile", make_profile(UserFactory()), reporter=stranger)
    Case.objects.filter(pk=other.pk).update(title=BAIT)
    other.refresh_from_db()
    decide(case=other, moderator=make_staff(), ruling=ruling(Action.HIDE))


def of_ways_in(user: User) -> None:
    """What is otherwise sent to verified addresses alone, or after much more than this."""
    context = {"passkey_name": BAIT, "left": 3, "are_few": True, "due_at": timezone.now()}
    passkeys = ("passkey-added", "passkey-copied", "passkey-removed")
    for name in (*passkeys, "admission-code", "own-data", *SECOND_FACTOR):
        send_mail(template=name, recipient=user.email or "", user=user, token="x", **context)


def test_no_mail_to_an_unverified_address_says_what_a_person_wrote(
    api_as, project, stranger, mailoutbox, rendered, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_review(project, project.client, text=BAIT * 3)
        of_moderation(stranger)
        of_ways_in(stranger)
        of_accounts(api_as, stranger)
    assert rendered == MAILS  # a new mail is sent here, too
    mails = [mail for mail in mailoutbox if mail.to == ["stranger@example.com"]]
    said = [
        text
        for mail in mails
        for text in (mail.subject, mail.body, *(content for content, _type in mail.alternatives))
    ]
    assert len(said) == 3 * len(mails) >= 3 * len(MAILS)
    for text in said:
        assert "Win" not in text, text
        assert "win-1000" not in text, text
        assert PHONE not in text, text


def test_a_verified_address_is_greeted_by_name(api_as, freelancer, mailoutbox):
    User.objects.update(email_verified_at=timezone.now())
    api_as(freelancer).post("auth/forgot-password", {"email": freelancer.email})
    assert "Hello Asha," in mailoutbox[0].body
