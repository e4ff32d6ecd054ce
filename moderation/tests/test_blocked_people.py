"""Blocking somebody takes no report away, and no decision."""

from __future__ import annotations

import pytest

from accounts.models import Block, Role, User
from accounts.tests.factories import BlockFactory, UserFactory
from moderation.models import Case, ObjectKind
from moderation.roles import make_roles, set_staff_role
from moderation.tests.factories import make_decision
from moderation.tests.test_reporting import PUBLIC, body, make_objects
from profiles.tests.factories import make_freelancer
from reviews.tests.factories import make_party, make_revealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(db) -> User:
    return make_party(username="reporter")


@pytest.fixture
def row(request, db):
    """A thing of this kind, and whose it is or on whose page it stands."""
    return make_objects(make_revealed())[request.param]


EACH = pytest.mark.parametrize("row", PUBLIC, indirect=True)


def owner_of(kind: str, row) -> User:
    return {
        ObjectKind.PROFILE: lambda: row.user,
        ObjectKind.PROJECT: lambda: row.client,
        ObjectKind.PROJECT_FILE: lambda: row.project.client,
        ObjectKind.QUESTION: lambda: row.author,
        ObjectKind.ANSWER: lambda: row.question.project.client,
        ObjectKind.REVIEW: lambda: row.subject,
        ObjectKind.REPLY: lambda: row.review.subject,
        ObjectKind.PORTFOLIO_ITEM: lambda: row.profile.user,
    }[kind]()


def kind_of(row) -> str:
    name = row._meta.model_name
    return {"portfolioitem": "portfolio_item", "projectfile": "project_file"}.get(name, name)


@EACH
def test_whoever_blocked_somebody_can_still_report_what_is_theirs(api_as, reporter, row):
    kind = kind_of(row)
    BlockFactory(blocker=reporter, blocked=owner_of(kind, row))
    assert api_as(reporter).post("reports", body(kind, row)).status_code == 201


@EACH
def test_who_was_blocked_is_told_that_there_is_no_such_thing(api_as, reporter, row):
    """As of a hidden page: else a report would tell. Logged out, they report what all see."""
    kind = kind_of(row)
    BlockFactory(blocker=owner_of(kind, row), blocked=reporter)
    answer = api_as(reporter).post("reports", body(kind, row))
    assert answer.status_code == 404
    assert not Case.objects.exists()


def test_logged_out_they_report_what_strangers_see(api, reporter):
    profile = make_freelancer("pushy")
    BlockFactory(blocker=profile.user, blocked=reporter)
    sent = body("profile", profile, email="reporter@example.net")
    assert api.post("reports", sent).status_code == 202
    assert Case.objects.get().object_id == profile.pk


def test_the_page_to_report_on_opens_for_whoever_blocks_alone(client, reporter):
    profile = make_freelancer("pushy")
    address = "/report?kind=profile&object=pushy"
    block = BlockFactory(blocker=reporter, blocked=profile.user)
    client.force_login(reporter)
    assert client.get(address).status_code == 200
    Block.objects.filter(pk=block.pk).update(blocker=profile.user, blocked=reporter)
    assert client.get(address).status_code == 404


def test_a_block_of_staff_stops_no_decision(reporter):
    staff = UserFactory(role=Role.ADMIN)
    BlockFactory(blocker=reporter, blocked=staff)
    decision = make_decision("profile", reporter.profile, "hide")
    assert decision.subject == reporter


@pytest.mark.parametrize(
    ("role", "sees"), [("support", False), ("moderator", True), ("administrator", True)]
)
def test_only_whoever_decides_sees_blocks(role, sees):
    make_roles()
    staff = UserFactory()
    set_staff_role(user=staff, role=role)
    assert User.objects.get(pk=staff.pk).has_perm("accounts.view_block") is sees


def test_nobody_changes_blocks_in_the_admin(client, admin_user):
    block = BlockFactory()
    client.force_login(admin_user)
    page = f"/admin/accounts/block/{block.pk}"
    assert client.get(f"{page}/change/").status_code == 200
    assert client.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert client.post("/admin/accounts/block/add/").status_code == 403
    assert Block.objects.get() == block
