"""Before the reveal nothing differs by what a review says, whoever but its author asks."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client as Browser
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from foundation.events.delivery import deliver
from profiles.services.skills import add_skill
from profiles.tests.factories import make_skill
from reviews.models import Review
from reviews.services.submitting import edit_review
from reviews.tests.factories import make_finished, make_review, make_reviewed

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db

KIND = {
    "rating": 5,
    "text": "Wonderful work, on time, and friendly throughout.",
    "sub_ratings": {"quality": 5, "communication": 5, "timeliness": 5, "scope": 5},
    "private_note": "Thank you for everything.",
    "would_work_again": True,
}
HARSH = {
    "rating": 1,
    "text": "Never came. " * 200,
    "sub_ratings": {"quality": 1, "communication": None, "timeliness": 1, "scope": None},
    "private_note": "",
    "would_work_again": False,
}
# What differs between any two answers.
PASSING = re.compile(rb'"(seconds_left|iat)":\d+|"jws":"[^"]*"|csrfmiddlewaretoken" value="[^"]*"')
PASSING_HEADERS = {"X-Request-ID", "Date", "Expires", "Set-Cookie"}


def seen(answer: Any) -> tuple:
    headers = {name: value for name, value in answer.items() if name not in PASSING_HEADERS}
    return answer.status_code, PASSING.sub(b"", answer.content), headers


@pytest.fixture(scope="module")
def known(made_once: None) -> dict[str, Model]:
    """Two parties with a past, their project that is done, and somebody else."""
    client, freelancer = UserFactory(username="housing-society", role=Role.CLIENT), make_asha()
    skill = make_skill("Painting")
    add_skill(user=freelancer, name="Painting")
    make_reviewed(freelancer, 3)
    project = make_finished(client, freelancer, skills=[skill])
    parties = {"client_user": client, "freelancer": freelancer, "project": project}
    return parties | {"outsider": UserFactory(username="outsider")}


def make_asha() -> User:
    return UserFactory(username="asha", first_name="Asha", last_name="Rao")


def anew(name: str) -> Any:
    """A fixture: this one of those that are known, as the database has it."""

    @pytest.fixture(name=name)
    def found(db: None, known: dict[str, Model]) -> Model:
        return type(known[name])._default_manager.get(pk=known[name].pk)

    return found


client_user, freelancer, outsider, project = map(
    anew, ("client_user", "freelancer", "outsider", "project")
)


@pytest.fixture
def hidden(project):
    return make_review(project, project.client, **KIND)


def say(review: Review, content: dict) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        edit_review(review=Review.objects.get(pk=review.pk), changes=content)


def both_ways(review: Review, ask: Any) -> None:
    """What `ask` sees is the same for a kind and a harsh review, in as many queries."""
    answers = []
    deliver()  # that it is in was told before
    ask()  # what a process remembers, it knows from here on
    for content in (KIND, HARSH, KIND):
        say(review, content)
        with CaptureQueriesContext(connection) as queries:
            answers.append((seen(ask()), len(queries)))
    assert answers[0] == answers[1] == answers[2]
    body = answers[1][0][1]
    assert b"Never came" not in body
    assert b"Wonderful work" not in body


@pytest.mark.parametrize(
    "path",
    [
        "profiles/asha",
        "profiles/asha/reviews",
        "profiles/asha/reviews?rating=1",
        "profiles/asha/reviews?rating=5",
        "profiles/asha/reviews?ordering=lowest&side=client",
        "profiles/housing-society",
        "profiles/housing-society/reviews",
        "profiles?ordering=-rating&facets=true",
        "profiles?rating_min=4",
        "profiles?q=wonderful",
        "skills",
    ],
)
def test_strangers(api, hidden, path):
    both_ways(hidden, lambda: api.get(path))


def test_an_etag_stays_good(api, hidden):
    tag = api.get("profiles/asha")["ETag"]
    say(hidden, HARSH)
    assert api.get("profiles/asha", HTTP_IF_NONE_MATCH=tag).status_code == 304


@pytest.mark.parametrize("who", ["freelancer", "outsider"])
@pytest.mark.parametrize(
    "path",
    [
        "projects/<project>/reviews",
        "reviews/<review>",
        "me/reviews",
        "me/reviews?kind=written",
        "me/reviews/awaiting",
        "me/reputation",
        "me/profile",
        "me/export",
        "profiles/asha/reviews",
        "profiles/asha",
    ],
)
def test_those_who_are_logged_in(api_as, request, hidden, who, path):
    client = api_as(request.getfixturevalue(who))
    path = path.replace("<project>", str(hidden.project_id)).replace("<review>", str(hidden.pk))
    client.get(path)  # a profile is made by the first who needs it
    both_ways(hidden, lambda: client.get(path))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "projects/<project>/reviews", {"rating": 9}),
        ("patch", "reviews/<review>", {"rating": 2}),
        ("delete", "reviews/<review>", {}),
        ("post", "reviews/<review>/reply", {"text": "What do you mean?"}),
        ("post", "reviews/<review>/open-correction", {}),
    ],
)
def test_what_the_other_side_tries(api_as, hidden, method, path, body):
    client = api_as(hidden.subject)
    path = path.replace("<project>", str(hidden.project_id)).replace("<review>", str(hidden.pk))
    both_ways(hidden, lambda: getattr(client, method)(path, body))


@pytest.fixture
def staff():
    """Somebody of the staff who may look at all there is, but for hidden reviews."""
    user = UserFactory(username="steward", role=Role.ADMIN)
    seeing = Permission.objects.filter(
        content_type__app_label="reviews", codename__startswith="view"
    )
    user.user_permissions.set(seeing.exclude(codename="view_hidden_review"))
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize(
    "path",
    [
        "review/",
        "review/?q=Wonderful",
        "review/?q=asha",
        "review/?o=5",
        "review/?o=-5.1",
        "review/?rating=5",
        "review/?rating__exact=5",
        "review/?text__contains=Wonderful",
        "review/?would_work_again__exact=1",
        "review/?private_note__startswith=Thank",
        "review/?quality__gte=3",
        "review/?project__reviews__rating=5",
        "review/?state__exact=submitted&side__exact=client",
        "review/<review>/change/",
        "review/<review>/history/",
        "reply/",
        "reply/?review__rating=5",
        "reviewwindow/",
        "reviewwindow/?project__reviews__rating=5",
        "reputation/",
        "reputation/?user__reviews_received__rating=5",
        "",
    ],
)
def test_staff_without_the_permission(staff, hidden, path):
    path = f"/admin/reviews/{path.replace('<review>', str(hidden.pk))}"
    both_ways(hidden, lambda: staff.get(path, follow=True))


def test_staff_with_the_permission_reads_it(staff, hidden, admin_user):
    staff.force_login(admin_user)
    page = staff.get(f"/admin/reviews/review/{hidden.pk}/change/").content.decode()
    assert "Wonderful work" in page
    assert "Thank you for everything." in page


def test_staff_reads_what_was_revealed_but_not_private_notes(staff, hidden):
    make_review(hidden.project, hidden.subject)
    page = staff.get(f"/admin/reviews/review/{hidden.pk}/change/").content.decode()
    assert "Wonderful work" in page
    assert "Thank you for everything." not in page


def mails_after(project, mailoutbox, content: dict) -> list[tuple]:
    """What is mailed when this review is submitted, which is then undone."""
    mailoutbox.clear()
    with transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            make_review(project, project.client, **content)
        transaction.set_rollback(True)
    return [
        (mail.to, mail.subject, mail.body, mail.alternatives, _headers_of(mail))
        for mail in mailoutbox
    ]


def _headers_of(mail):
    """All but the id, which is another one for each notification."""
    return {name: value for name, value in mail.extra_headers.items() if name != "Message-ID"}


def test_mails_do_not_differ(project, mailoutbox):
    deliver()  # what came before
    User.objects.update(
        email_verified_at=Now()
    )  # others' mails are counted outside of transactions
    kind, harsh = (mails_after(project, mailoutbox, content) for content in (KIND, HARSH))
    assert kind == harsh
    assert [to for to, *_rest in kind] == [["asha@example.com"]]


def test_editing_and_withdrawing_tell_nobody(project, hidden, api_as, mailoutbox):
    mailoutbox.clear()
    client = api_as(project.client)
    client.patch(f"reviews/{hidden.pk}", {"rating": 1})
    client.delete(f"reviews/{hidden.pk}")
    assert mailoutbox == []


def test_no_row_that_others_read_changes(project):
    """The aggregate and the profile are what they were, to the byte."""

    def rows() -> str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT json_agg(p.*)::text || (SELECT json_agg(r.*) FROM reviews_reputation r) "
                "|| (SELECT json_agg(e.*) FROM profiles_searchentry e) FROM profiles_profile p"
            )
            return json.dumps(cursor.fetchone())

    before = rows()
    make_review(project, project.client, **HARSH)
    assert rows() == before
