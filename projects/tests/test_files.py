"""Photos and files of projects: what is kept of them, who gets them, and how they go."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from accounts import personal_data
from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory, restriction_on
from foundation.files import private, unwanted
from foundation.moderated import ModerationState
from profiles.services.profile import make_profile
from projects.models import ProjectFile
from projects.services import files
from projects.services.accounts import erase_projects
from projects.tests.conftest import browser_of
from projects.tests.factories import make_file, make_project

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"


def located_photo() -> bytes:
    """With a place and a camera in it, and turned by its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (18.0, 31.0, 12.0)
    written = io.BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(written, "JPEG", exif=exif.tobytes())
    return written.getvalue()


@pytest.fixture
def project(client_user):
    return make_project(client=client_user)


@pytest.fixture
def add(client, project):
    def add_file(content: bytes, name: str = "leak.jpg", api=client, to=project):
        upload = {"file": SimpleUploadedFile(name, content)}
        return api.post(f"projects/{to.pk}/files", upload, format="multipart")

    return add_file


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def bytes_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_photo_is_made_anew_and_all_who_see_the_project_see_it(add, api, worker, project):
    made = add(located_photo())
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["kind"], shown["width"], shown["height"]) == ("picture", 900, 1200)
    assert worker.get(f"projects/{project.pk}/files").json()["results"] == [shown]
    answer = worker.get(shown["url"].removeprefix("/api/v1/"))
    content = bytes_of(answer)
    assert b"SecretCamera" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert "private" in answer["Cache-Control"]
    assert bytes_of(worker.get(shown["preview_url"].removeprefix("/api/v1/")))
    pdf = add(PDF, "plan.pdf").json()
    saved = worker.get(pdf["url"].removeprefix("/api/v1/"))
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert bytes_of(saved) == PDF
    assert api.get(f"projects/{project.pk}/files").status_code == 401


@pytest.mark.parametrize(
    ("content", "name", "status", "expected"),
    [
        (b"\xff\xd8\xff not a picture", "leak.jpg", 422, "not_an_image"),
        (b"MZ\x90\x00", "tap.exe", 415, "unsupported_media_type"),
        (b" \n ", "empty.txt", 422, "empty"),
        (b"", "nothing.txt", 422, "empty"),
        (b"<svg onload='alert(1)'/>" + b"\x00", "tap.svg", 415, "unsupported_media_type"),
        (b"x" * 10_100_000, "large.txt", 413, "payload_too_large"),
    ],
)
def test_what_is_none_of_the_kinds_is_refused(add, content, name, status, expected):
    answer = add(content, name)
    assert (answer.status_code, code(answer)) == (status, expected)
    assert not ProjectFile.objects.exists()


def test_only_the_client_adds_and_removes_while_it_is_a_draft_or_open(
    add, client, worker, project, client_user, freelancer
):
    assert add(PDF, api=worker).status_code == 403
    shown = add(PDF).json()
    path = f"project-files/{shown['id']}"
    assert worker.delete(path).status_code == 403
    working = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    assert code(add(PDF, to=working)) == "wrong_state"
    ProjectFile.objects.update(project=working)
    assert client.delete(path).status_code == 409
    assert bytes_of(worker.get(path)) == PDF
    ProjectFile.objects.update(project=project)
    assert client.delete(path).status_code == 204
    assert not ProjectFile.objects.exists()
    assert client.post(f"projects/{project.pk}/files", {}, format="multipart").status_code == 422


def test_a_project_has_twelve_and_a_day_so_many(add, project, client_user, settings, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILES", 2)
    settings.ATTACHMENTS_PER_DAY = 3
    assert [add(PDF).status_code for _ in range(3)] == [201, 201, 409]
    other = make_project(client=client_user)
    assert [add(PDF, to=other).status_code for _ in range(2)] == [201, 429]


def test_who_may_not_see_the_project_gets_no_file(api_as, worker, project, client_user, freelancer):
    shown = make_file(project)
    path = f"project-files/{shown.pk}"
    assert bytes_of(worker.get(path))
    block_person(user=client_user, session_id=None, username=freelancer.username)
    assert worker.get(path).status_code == 404
    draft = make_file(make_project(client=client_user, status="draft"))
    assert api_as(UserFactory()).get(f"project-files/{draft.pk}/preview").status_code == 404


def test_what_a_decision_hides_its_client_still_sees(client, worker, project):
    shown = make_file(project)
    decision = restriction_on(shown.pk, "content")
    files.set_file_moderation(file=shown, state=ModerationState.HIDDEN, decision=decision)
    assert worker.get(f"project-files/{shown.pk}").status_code == 404
    assert worker.get(f"projects/{project.pk}/files").json()["results"] == []
    (own,) = client.get(f"projects/{project.pk}/files").json()["results"]
    assert own["moderation"] == "hidden"


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_or_erased_leaves_no_file(client_user):
    make_profile(client_user)
    project, draft = (make_project(client=client_user, status=one) for one in ("open", "draft"))
    kept = [*make_file(project).files, *make_file(draft).files]
    assert all(private.storage().exists(name) for name in kept)
    (one, _other) = personal_data.export(client_user)["project_files"]
    assert one["url"] == f"/api/v1/project-files/{one['id']}"
    with transaction.atomic():
        erase_projects(client_user)
    unwanted.retry_due()
    assert not ProjectFile.objects.exists()
    assert not any(private.storage().exists(name) for name in kept)


def test_on_the_pages_of_the_project(project, client_user, freelancer):
    make_profile(freelancer)
    own, other = browser_of(client_user), browser_of(freelancer)
    path = f"/projects/{project.pk}"
    upload = SimpleUploadedFile("leak under the sink.jpg", located_photo())
    answer = own.post(f"{path}/files", {"file": upload}, follow=True)
    assert "leak under the sink" in answer.content.decode()
    shown = ProjectFile.objects.get()
    assert f"/project-files/{shown.pk}/preview" in other.get(path).content.decode()
    assert bytes_of(other.get(f"/project-files/{shown.pk}/preview"))
    assert own.post(f"{path}/files", {}).status_code == 422
    wrong = own.post(f"{path}/files", {"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00")})
    assert wrong.status_code == 415
    assert other.post(f"/project-files/{shown.pk}/remove").status_code == 403
    own.post(f"/project-files/{shown.pk}/remove")
    assert not ProjectFile.objects.exists()
