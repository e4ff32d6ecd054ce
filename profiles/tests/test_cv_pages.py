"""A CV on pages: uploaded, read, and decided beside its words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from accounts.tests.factories import UserFactory, suspended
from profiles.models import CurriculumVitae, CvState, CvSuggestion, Experience, ProfileSkill
from profiles.tests.factories import make_freelancer, make_skill, make_suggestion
from profiles.tests.test_cv import TEXT

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def asha(client, freelancer):
    make_freelancer(user=freelancer)
    client.force_login(freelancer)
    return client


@pytest.fixture
def upload(asha, django_capture_on_commit_callbacks):
    def upload(content: bytes = TEXT.encode(), **more):
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile("my cv.txt", content)
            assert asha.post("/cv", more or {"file": file}).status_code == 302
        return asha.get("/cv")

    return upload


def test_a_cv_is_read_and_its_suggestions_stand_beside_their_words(upload, asha):
    make_skill("Python")
    page = upload().content.decode()
    assert "my cv.txt" in page
    assert 'value="Backend Developer"' in page
    assert 'class="source"' in page
    assert asha.get("/cv/file").getvalue() == TEXT.encode()


def test_its_text_may_be_pasted(upload):
    assert 'value="Backend Developer"' in upload(text=TEXT).content.decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"text": "  "}, 422),
        ({"text": "a\0b"}, 422),
        ({"file": SimpleUploadedFile("empty.pdf", b"")}, 422),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00\xff\xfe\x00")}, 415),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 5_000_001)}, 413),
    ],
)
def test_what_is_no_cv_is_told(asha, sent, status):
    answer = asha.post("/cv", sent)
    assert answer.status_code == status
    assert b"errorlist" in answer.content


def test_while_it_is_read_the_page_asks_again(asha, freelancer):
    CurriculumVitae.objects.create(
        profile=freelancer.profile, format="txt", file="x", size=1, state=CvState.PROCESSING
    )
    whole = asha.get("/cv").content.decode()
    assert 'hx-trigger="every 1s"' in whole
    assert '<a href="/cv">Look again</a>' in whole
    part = asha.get("/cv", **HTMX).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="every 1s"' in part


def test_why_it_cannot_be_read_is_said(asha, freelancer):
    CurriculumVitae.objects.create(
        profile=freelancer.profile, format="pdf", size=1, state=CvState.REFUSED, refusal="no_text"
    )
    page = asha.get("/cv").content.decode()
    assert "There is no text in the file" in page
    assert "every 1s" not in page


def test_a_suggestion_is_accepted_as_it_is_or_set_right(asha, freelancer):
    first, second = make_suggestion(freelancer), make_suggestion(freelancer)
    asha.post(f"/cv/suggestions/{first.pk}/accept", {"value-title": "Carpenter"})
    asha.post(f"/cv/suggestions/{second.pk}/accept", {"value-title": "Joiner", "value-x": "y"})
    assert set(Experience.objects.values_list("title", flat=True)) == {"Carpenter", "Joiner"}


def test_a_suggestion_that_is_set_wrong_stays_and_says_why(asha, freelancer):
    one = make_suggestion(freelancer)
    answer = asha.post(f"/cv/suggestions/{one.pk}/accept", {"value-title": ""}, **HTMX)
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    page = asha.post(f"/cv/suggestions/{one.pk}/accept", {"value-title": ""}, follow=True)
    assert b'class="error"' in page.content
    assert not Experience.objects.exists()


def test_a_suggestion_is_rejected(asha, freelancer):
    one = make_suggestion(freelancer)
    part = asha.post(f"/cv/suggestions/{one.pk}/reject", **HTMX)
    assert b"Rejected" in part.content
    again = asha.post(f"/cv/suggestions/{one.pk}/accept", **HTMX)
    assert again.status_code == 422
    assert b"was decided already" in again.content


def test_all_of_a_kind_are_decided_at_once(asha, freelancer):
    for name in ("Tiling", "Plumbing"):
        make_suggestion(freelancer, kind="skill", value={"name": name})
    make_suggestion(freelancer, kind="skill", value={"name": "???"})
    make_suggestion(freelancer)
    page = asha.post("/cv/suggestions/skill/accept-all", follow=True).content.decode()
    assert "2 accepted." in page
    assert "There is no letter or digit in it." in page
    assert ProfileSkill.objects.count() == 2
    asha.post("/cv/suggestions/experience/reject-all")
    assert CvSuggestion.objects.get(kind="experience").state == "rejected"
    assert asha.post("/cv/suggestions/wizardry/accept-all").status_code == 404


def test_a_cv_is_deleted(upload, asha):
    upload()
    assert b"are deleted" in asha.post("/cv/remove", follow=True).content
    assert asha.get("/cv/file").status_code == 404
    assert asha.post("/cv/remove").status_code == 404


def test_nobody_else_decides_or_reads(client, asha, freelancer):
    one = make_suggestion(freelancer)
    paths = (
        f"/cv/suggestions/{one.pk}/accept",
        f"/cv/suggestions/{one.pk}/reject",
    )
    client.force_login(UserFactory())
    assert [client.post(path).status_code for path in paths] == [404, 404]
    assert client.get("/cv/file").status_code == 404
    client.force_login(UserFactory(role=Role.CLIENT))
    assert [client.post(path).status_code for path in paths] == [403, 403]
    assert client.get("/cv").status_code == 403
    client.logout()
    assert [client.post(path).status_code for path in paths] == [302, 302]
    assert client.get("/cv")["Location"] == "/login?next=/cv"


def test_a_suspended_person_is_out(asha, freelancer):
    suspended(freelancer)
    assert asha.get("/cv").status_code == 302


def test_more_suggestions_cost_no_more_queries(asha, freelancer, django_assert_num_queries):
    make_suggestion(freelancer)
    # The session, its user and device; the uploads with their counts, the suggestions; the bell.
    with django_assert_num_queries(6):
        asha.get("/cv")
    for _ in range(50):
        make_suggestion(freelancer)
    with django_assert_num_queries(6):
        asha.get("/cv")
