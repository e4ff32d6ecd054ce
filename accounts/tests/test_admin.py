"""The admin: staff find people, act through the services, and see no secret."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import RevokedReason, Role, Session, Status, User
from accounts.tests.factories import PASSWORD, AddressFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
LISTS = ["user", "address", "session"]


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def viewer(client):
    """Staff who may look and nothing else."""
    user = UserFactory(role=Role.ADMIN)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


def act(client, model: str, action: str, *rows) -> str:
    body = {"action": action, "_selected_action": [row.pk for row in rows]}
    page = client.post(f"/admin/accounts/{model}/", body, follow=True)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        *("asha", "asha@EXAMPLE.com", "asha@\uff45xample.com", "+919820012345"),
        *("\u202a+91 098200 12345\u202c", "0091 (98200) 12345"),
    ],
)
@pytest.mark.parametrize("model", LISTS)
def test_people_are_found_by_each_identifier(staff, model, query):
    asha = UserFactory(username="asha", phone_number="+919820012345")
    AddressFactory(user=asha)
    SessionFactory(user=asha)
    AddressFactory()
    SessionFactory()
    page = staff.get(f"/admin/accounts/{model}/", {"q": query})
    assert [str(getattr(row, "user", row)) for row in page.context["cl"].result_list] == ["asha"]


@pytest.mark.parametrize("model", LISTS)
def test_a_list_takes_as_many_queries_for_fifty_rows_as_for_one(staff, model):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(f"/admin/accounts/{model}/").status_code == 200
        return len(captured)

    AddressFactory(user=SessionFactory().user)
    queries()  # content types are read once a process
    few = queries()
    for user in UserFactory.create_batch(49):
        AddressFactory(user=user)
        SessionFactory(user=user)
    assert queries() == few


@pytest.mark.parametrize("model", ["user", "session"])
def test_ending_sessions(staff, freelancer, model):
    session = SessionFactory(user=freelancer)
    act(staff, model, "end_sessions", freelancer if model == "user" else session)
    session.refresh_from_db()
    assert session.revoked_reason == RevokedReason.STAFF


@pytest.mark.parametrize("is_proved", [False, True])
@pytest.mark.parametrize("who", ["staff", "viewer"])
def test_releasing_an_address_that_was_merely_typed_in(request, freelancer, who, is_proved):
    freelancer.phone_number, freelancer.phone_verified_at = "+919820012345", timezone.now()
    freelancer.email_verified_at = timezone.now() if is_proved else None
    freelancer.save()
    act(request.getfixturevalue(who), "user", "release_address", freelancer)
    freelancer.refresh_from_db()
    is_released = who == "staff" and not is_proved
    assert freelancer.email == (None if is_released else "asha@example.com")


@pytest.mark.parametrize("action", ["end_sessions", "make_administrator"])
def test_staff_who_may_only_look_cannot_act(viewer, freelancer, action):
    act(viewer, "user", action, freelancer)
    freelancer.refresh_from_db()
    assert (freelancer.status, freelancer.role) == (Status.ACTIVE, Role.FREELANCER)


def test_no_page_shows_a_password_or_hash(staff, freelancer):
    SessionFactory(user=freelancer)
    pages = [
        f"/admin/accounts/user/{freelancer.pk}/change/",
        f"/admin/accounts/session/{Session.objects.first().pk}/change/",
        "/admin/accounts/user/",
    ]
    for page in pages:
        content = staff.get(page).content.decode()
        assert "asha" in content
        assert "bcrypt" not in content


@pytest.mark.parametrize("model", LISTS)
def test_rows_are_neither_added_nor_deleted_by_hand(staff, model):
    assert staff.get(f"/admin/accounts/{model}/add/").status_code == 403


def test_saving_a_user_by_hand_is_refused(staff, freelancer):
    url = f"/admin/accounts/user/{freelancer.pk}/change/"
    assert staff.post(url, {"status": "suspended", "role": "admin"}).status_code == 403
    freelancer.refresh_from_db()
    assert freelancer.role == Role.FREELANCER


def test_the_live_filter(staff, freelancer):
    live, ended = SessionFactory.create_batch(2, user=freelancer)
    Session.objects.filter(pk=ended.pk).revoke(RevokedReason.ENDED)
    page = staff.get("/admin/accounts/session/", {"live": "no"})
    assert list(page.context["cl"].result_list) == [ended]
    page = staff.get("/admin/accounts/session/", {"live": "yes", "q": "asha"})
    assert list(page.context["cl"].result_list) == [live]


def test_an_administrator_logs_in_with_an_address(client, admin_user):
    body = {"username": admin_user.email, "password": PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", body).status_code == 302
    assert User.objects.get(pk=admin_user.pk).last_login is not None


def test_there_is_no_way_to_public_pages_that_no_model_has(staff):
    assert staff.get("/admin/r/1/1/").status_code == 404
