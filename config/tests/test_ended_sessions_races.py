"""A session that ends while its request waits, or has yet to read a large upload: on real
connections, by token and by cookie.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client as Browser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from accounts.models import Address, FactorRemoval, RevokedReason, Session
from accounts.services.sessions import end_all_sessions
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.second_factor import code_in
from accounts.tests.test_ended_sessions import assert_ended, take_over, wait_until_it_waits
from accounts.tests.test_factor_removal import ADD
from moderation.models import Report
from profiles.models import CurriculumVitae, Profile
from profiles.services.profile import make_profile
from projects.models import Project
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from conftest import Client

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asha(db) -> User:
    user = UserFactory(username="asha")
    make_profile(user)
    return user


@pytest.fixture
def asking(api_as, asha) -> Client:
    return api_as(asha)


@pytest.fixture
def browser(asha) -> Browser:
    browser = Browser()
    browser.post("/login", {"identifier": "asha", "password": PASSWORD})
    return browser


def while_it_ends(ending: Callable[[User], object], user: User, ask: Callable[[], Any]) -> Any:
    """The answer to a request that is let in before its session's end is committed."""

    def on_own_connection() -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ending(type(user).objects.select_for_update(no_key=True).get(pk=user.pk))
            answer = pool.submit(on_own_connection)
            wait_until_it_waits(answer)
        return answer.result(timeout=30)


def assert_told(answer: Any) -> None:
    """The form is there again, with what is wrong: what was written in it is not lost."""
    assert answer.status_code == 422
    assert "This session has ended. Log in again." in answer.content.decode()


def log_out(user: User) -> None:
    end_all_sessions(user=user, reason=RevokedReason.LOGGED_OUT)


@pytest.mark.parametrize("ending", [take_over, log_out])
def test_a_profile_is_not_edited_by_a_session_that_ends_meanwhile(asha, asking, ending):
    ask = partial(asking.patch, "me/profile", {"headline": "Mallory"})
    assert_ended(while_it_ends(ending, asha, ask))
    assert Profile.objects.get(user=asha).headline != "Mallory"


def test_nor_by_a_browser_that_is_told_so(asha, browser):
    body = {"url": "https://mallory.example", "kind": "website"}
    answer = while_it_ends(log_out, asha, partial(browser.post, "/profile/links/new", body))
    assert_told(answer)
    assert not asha.profile.links.exists()


def test_a_report_is_not_filed_by_a_session_that_ends_meanwhile(asha, asking):
    make_profile(UserFactory(username="ravi"))
    body = {"kind": "profile", "object": "ravi", "reason": "abuse", "text": "Nonsense."}
    assert_ended(while_it_ends(log_out, asha, partial(asking.post, "reports", body)))
    assert not Report.objects.exists()


def test_a_project_is_not_cancelled_by_a_session_that_ends_meanwhile(client_user, api_as):
    project = make_project(client=client_user, status="open")
    ask = partial(api_as(client_user).post, f"projects/{project.pk}/cancel")
    assert_ended(while_it_ends(log_out, client_user, ask))
    assert Project.objects.get(pk=project.pk).status == "open"


def test_staff_change_nothing_in_the_admin_in_a_session_that_ends_meanwhile(asha, admin_user):
    staff = Browser()
    staff.force_login(admin_user)
    body = {"user": asha.pk, "reason": "A passport.", "new_email": "asha@example.org"}
    answer = while_it_ends(log_out, admin_user, partial(staff.post, ADD, body))
    assert answer.status_code == 401
    assert not FactorRemoval.objects.exists()


def test_what_is_under_way_is_finished_before_its_session_ends(asha, asking):
    """The profile's row is held by somebody else; the log-out waits for the edit, in any order."""
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Profile.objects.lock().get(user=asha)
            edit = pool.submit(_closing, partial(asking.patch, "me/profile", {"headline": "Asha"}))
            wait_until_it_waits(edit)
            leave = pool.submit(_closing, partial(log_out, asha))
            wait_until_it_waits(leave, number=2)
        assert edit.result(timeout=30).status_code == 200
        leave.result(timeout=30)
    assert not Session.objects.live().filter(user=asha).exists()


def test_an_account_is_erased_while_its_other_session_edits(asha, asking, api_as):
    """Whoever erases takes the session before the profile, as whoever edits does: no deadlock."""
    erasing = api_as(asha)
    proof = {"current_password": PASSWORD}
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Profile.objects.lock().get(user=asha)
            edit = pool.submit(_closing, partial(asking.patch, "me/profile", {"headline": "Asha"}))
            wait_until_it_waits(edit)
            gone = pool.submit(_closing, partial(erasing.delete, "me", proof))
            wait_until_it_waits(gone, number=2)
        assert edit.result(timeout=30).status_code == 200
        assert gone.result(timeout=30).status_code == 204


def _closing(do: Callable[[], Any]) -> Any:
    try:
        return do()
    finally:
        connections.close_all()


# --- Uploads ----------------------------------------------------------------------------------


class SlowUpload(BytesIO):
    """Until all of it is there, the sessions of its sender have ended, on another connection."""

    def __init__(self, content: bytes, user: User) -> None:
        super().__init__(content)
        self.user = user

    def read(self, size: int | None = -1) -> bytes:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_closing, partial(log_out, self.user)).result(timeout=30)
        return super().read(size)


def large_picture() -> SimpleUploadedFile:
    """Of more than the megabyte that is read before anybody is let in."""
    written = BytesIO()
    Image.effect_noise((1400, 1400), 100).save(written, "PNG")
    assert written.tell() > 1024 * 1024
    return SimpleUploadedFile("x.png", written.getvalue(), "image/png")


def slow_upload(client: Any, method: str, path: str, user: User, fields: dict[str, Any]) -> Any:
    content = encode_multipart(BOUNDARY, fields)
    return client.generic(
        method,
        path,
        content_type=MULTIPART_CONTENT,
        CONTENT_TYPE=MULTIPART_CONTENT,
        CONTENT_LENGTH=str(len(content)),
        **{"wsgi.input": SlowUpload(content, user)},
    )


def test_a_large_picture_that_outlasts_its_session_is_not_kept(asha, asking):
    answer = slow_upload(asking, "PUT", "me/avatar", asha, {"file": large_picture()})
    assert (answer.status_code, code_in(answer)) == (401, "session_ended")
    assert not Profile.objects.get(user=asha).avatar


def test_nor_is_a_large_cv(asha, asking):
    file = SimpleUploadedFile("cv.txt", b"Plumber, ten years, Pune. " * 60_000, "text/plain")
    answer = slow_upload(asking, "PUT", "me/cv", asha, {"file": file})
    assert (answer.status_code, code_in(answer)) == (401, "session_ended")
    assert not CurriculumVitae.objects.exists()


def test_nor_is_a_large_picture_by_a_browser(asha, browser):
    fields = {"file": large_picture()}
    answer = slow_upload(browser, "POST", "/profile/picture", asha, fields)
    assert_told(answer)
    assert not Profile.objects.get(user=asha).avatar


def test_a_large_form_that_outlasts_its_session_changes_no_account(asha, browser):
    """No form takes a file besides; one that is sent makes the body a large one."""
    fields = {"city": "Mallory", "country": "IN", "file": large_picture()}
    answer = slow_upload(browser, "POST", "/account/address", asha, fields)
    assert_told(answer)
    assert not Address.objects.filter(user=asha).exists()
