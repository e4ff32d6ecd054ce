"""A storage that takes no file: the client is told, and nothing is half-kept."""

from __future__ import annotations

import errno
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from profiles.models import CurriculumVitae, Profile
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db
CV = b"Asha Rao\nPlumber\n\nSkills\nplumbing, waterproofing\n"


@pytest.fixture
def fill_up(monkeypatch):
    """Make the disk full after so many files; the next one is begun and breaks off."""

    def after(files: int) -> None:
        save, kept = FileSystemStorage._save, []

        def full(self, name, content):
            if len(kept) == files:
                save(self, name, type(content)(content.read(10)))
                raise OSError(errno.ENOSPC, "No space left on device")
            kept.append(name)
            return save(self, name, content)

        monkeypatch.setattr(FileSystemStorage, "_save", full)

    return after


@pytest.fixture
def asha(api_as, freelancer):
    """A freelancer whose client answers what went wrong on the server, as a real one does."""
    make_freelancer(user=freelancer)
    client = api_as(freelancer)
    client.raise_request_exception = False
    return client


def picture():
    file = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), "image/png")


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_picture_is_kept_in_all_sizes_or_in_none(asha, freelancer, tmp_path, fill_up, kept):
    fill_up(kept)
    answer = asha.put("me/avatar", {"file": picture()}, format="multipart")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["code"] == "storage_unavailable"
    assert answer["Retry-After"] == "60"
    assert files_in(tmp_path) == []
    assert Profile.objects.get(user=freelancer).avatar == ""


def test_the_old_picture_stays_when_a_new_one_cannot_be_kept(asha, freelancer, tmp_path, fill_up):
    assert asha.put("me/avatar", {"file": picture()}, format="multipart").status_code == 200
    before = sorted(files_in(tmp_path))
    fill_up(1)
    assert asha.put("me/avatar", {"file": picture()}, format="multipart").status_code == 503
    assert sorted(files_in(tmp_path)) == before
    assert Profile.objects.get(user=freelancer).avatar != ""


def test_a_cv_that_cannot_be_kept_is_none(asha, freelancer, tmp_path, fill_up):
    fill_up(0)
    upload = SimpleUploadedFile("cv.txt", CV, "text/plain")
    answer = asha.put("me/cv", {"file": upload}, format="multipart")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert not CurriculumVitae.objects.exists()
    assert files_in(tmp_path) == []


def test_the_page_says_so_too(client, freelancer, fill_up):
    make_freelancer(user=freelancer)
    client.force_login(freelancer)
    fill_up(0)
    answer = client.post("/profile/picture", {"file": picture()})
    assert answer.status_code == 503
    assert "cannot be kept at the moment" in answer.content.decode()
