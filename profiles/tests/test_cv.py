"""`me/cv`: uploading a CV, confirming what it says, and who may see it."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts.tests.factories import UserFactory
from benchmarks.cvs import hostile
from foundation.files import private
from profiles.models import CurriculumVitae, CvState, CvSuggestion, Experience, ProfileSkill
from profiles.services.cv_reading import read_cv_task
from profiles.services.profile import make_profile
from profiles.services.skills import add_skill
from profiles.tests.factories import make_occupation, make_skill

pytestmark = pytest.mark.django_db

FILES = Path(django_settings.BASE_DIR) / "benchmarks" / "cvs" / "generated"
TEXT = """Mira Sen
Backend Developer
Kochi | mira@example.com | https://github.com/mirasen

Summary
Ten years of small, dependable services for shops and clinics.

Experience
Backend Developer, Tidewell Ltd    Jan 2020 - present
- Built the booking service in Python and PostgreSQL
Junior Developer, Kestrel & Finch    03/2016 - 12/2019
- Went to market in spring 2019

Education
BSc Computer Science, University of Leeds    2012 - 2015

Skills
Python (8 years), PostgreSQL, Go, Basket weaving

Languages
English (fluent), Malayalam (native)
"""


@pytest.fixture
def me(api_as, freelancer):
    make_profile(freelancer)
    return api_as(freelancer)


@pytest.fixture
def vocabulary():
    return [make_skill(name) for name in ("Python", "PostgreSQL", "Go", "Django")]


def upload(client, content: bytes | str, name: str = "cv"):
    data = content.encode() if isinstance(content, str) else content
    return client.put("me/cv", {"file": SimpleUploadedFile(name, data)}, format="multipart")


def suggestions(client, **parameters):
    return client.get("me/cv/suggestions", {"page_size": 100, **parameters}).json()["results"]


def of_kind(client, kind: str):
    return [one["value"] for one in suggestions(client, kind=kind)]


# --- The way ------------------------------------------------------------------------------------


def test_a_text_becomes_suggestions_and_nothing_else(me, vocabulary, freelancer):
    answer = upload(me, TEXT, "mira.txt")
    assert answer.status_code == 202, answer.content
    assert answer.json()["file_name"] == "mira.txt"
    cv = me.get("me/cv").json()
    assert (cv["state"], cv["error"]) == ("ready", None)
    assert cv["current"]["format"] == "txt"
    assert cv["current"]["suggestions"]["pending"] == len(suggestions(me))

    assert of_kind(me, "skill") == [
        {"slug": "python", "name": "Python", "years": 8},
        {"slug": "postgresql", "name": "PostgreSQL"},
        {"slug": "go", "name": "Go"},
    ]
    jobs = of_kind(me, "experience")
    assert [(one["title"], one["organisation"], one["from"], one["to"]) for one in jobs] == [
        ("Backend Developer", "Tidewell Ltd", "2020-01", ""),
        ("Junior Developer", "Kestrel & Finch", "2016-03", "2019-12"),
    ]
    assert jobs[0]["description"] == "- Built the booking service in Python and PostgreSQL"
    assert of_kind(me, "education") == [
        {
            "institution": "University of Leeds",
            "degree": "BSc Computer Science",
            "from": "2012",
            "to": "2015",
        }
    ]
    assert of_kind(me, "language") == [
        {"language": "en", "fluency": "fluent"},
        {"language": "ml", "fluency": "native"},
    ]
    assert of_kind(me, "link") == [{"url": "https://github.com/mirasen"}]
    assert {one["field"] for one in of_kind(me, "profile")} == {
        "headline",
        "bio",
        "experience_level",
    }

    profile = me.get("me/profile").json()
    assert (profile["skills"], profile["experience"], profile["links"]) == ([], [], [])
    assert profile["headline"] == profile["bio"] == ""


def test_a_language_that_profiles_do_not_know_is_not_suggested(me):
    upload(me, "Mira Sen\nBhashayen\nHindi, Bhojpuri (matribhasha)\n")
    assert of_kind(me, "language") == [{"language": "hi", "fluency": ""}]


def test_each_suggestion_shows_the_words_that_it_comes_from(me, vocabulary):
    upload(me, TEXT)
    skill = suggestions(me, kind="skill")[0]
    assert skill["source"]["text"] == "Python"
    assert 0.7 <= skill["confidence"] <= 1
    text = CurriculumVitae.objects.get().text
    for one in suggestions(me):
        start, end = one["source"]["start"], one["source"]["end"]
        assert text[start:end][:300] == one["source"]["text"]


def test_accepting_adds_it_as_by_hand(me, vocabulary):
    upload(me, TEXT)
    for one in suggestions(me):
        answer = me.post(f"me/cv/suggestions/{one['id']}/accept")
        assert answer.status_code == 200, answer.content
        assert answer.json()["state"] == "accepted"
    profile = me.get("me/profile").json()
    assert {one["slug"] for one in profile["skills"]} == {"python", "postgresql", "go"}
    assert {one["evidence"] for one in profile["skills"]} == {"claimed"}
    assert len(profile["experience"]) == 2
    assert profile["education"][0]["institution"] == "University of Leeds"
    assert {one["language"] for one in profile["languages"]} == {"en", "ml"}
    assert profile["links"][0]["url"] == "https://github.com/mirasen"
    assert profile["headline"] == "Backend Developer"
    assert profile["bio"].startswith("Ten years")
    assert profile["experience_level"] == "senior"


def test_what_is_accepted_is_found(me, api, vocabulary, freelancer):
    upload(me, TEXT)
    me.post("me/cv/suggestions/accept", {"kind": "skill"})
    found = api.get("profiles", {"skill": "postgresql"}).json()["results"]
    assert [one["username"] for one in found] == [freelancer.username]


def test_the_text_itself_is_never_found(me, api, vocabulary):
    upload(me, TEXT + "\nzanzibarquux\n")
    me.post("me/cv/suggestions/accept", {})
    assert api.get("profiles", {"q": "zanzibarquux"}).json()["results"] == []


def test_setting_right_what_was_read_wrong(me, vocabulary):
    upload(me, TEXT)
    job = suggestions(me, kind="experience")[0]
    answer = me.post(f"me/cv/suggestions/{job['id']}/accept", {"title": "Lead Developer"})
    assert answer.status_code == 200
    assert Experience.objects.get().title == "Lead Developer"


def test_a_correction_obeys_the_rules_that_hold_by_hand(me, vocabulary):
    upload(me, TEXT)
    job = suggestions(me, kind="experience")[0]
    answer = me.post(f"me/cv/suggestions/{job['id']}/accept", {"from": "2030", "to": "2020"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == "to"
    answer = me.post(f"me/cv/suggestions/{job['id']}/accept", ["x"])
    assert answer.status_code == 422
    assert not Experience.objects.exists()
    assert suggestions(me, kind="experience")[0]["state"] == "pending"


def test_rejecting_adds_nothing(me, vocabulary):
    upload(me, TEXT)
    one = suggestions(me, kind="skill")[0]
    assert me.post(f"me/cv/suggestions/{one['id']}/reject").json()["state"] == "rejected"
    assert not ProfileSkill.objects.exists()


def test_deciding_twice(me, vocabulary):
    upload(me, TEXT)
    one = suggestions(me, kind="skill")[0]
    path = f"me/cv/suggestions/{one['id']}"
    assert me.post(f"{path}/accept").status_code == 200
    assert me.post(f"{path}/accept").status_code == 200
    assert ProfileSkill.objects.count() == 1
    answer = me.post(f"{path}/reject")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "already_decided")


def test_accepting_all_of_a_kind_or_all(me, vocabulary):
    upload(me, TEXT)
    number = len(suggestions(me))
    answer = me.post("me/cv/suggestions/accept", {"kind": "skill"})
    assert answer.json() == {"accepted": 3, "refused": []}
    answer = me.post("me/cv/suggestions/accept", {})
    assert answer.json() == {"accepted": number - 3, "refused": []}
    assert me.get("me/cv").json()["current"]["suggestions"] == {
        "pending": 0,
        "accepted": number,
        "rejected": 0,
    }


def test_accepting_all_says_which_could_not_be(me, vocabulary):
    upload(me, TEXT)
    CvSuggestion.objects.filter(kind="link").update(value={"url": "ftp://x"})
    answer = me.post("me/cv/suggestions/accept", {}).json()
    link = suggestions(me, kind="link")[0]
    assert [one["id"] for one in answer["refused"]] == [link["id"]]
    assert answer["refused"][0]["detail"]
    assert link["state"] == "pending"


def test_rejecting_all(me, vocabulary):
    upload(me, TEXT)
    assert me.post("me/cv/suggestions/reject", {"kind": "skill"}).json() == {"rejected": 3}
    assert me.post("me/cv/suggestions/reject", {"kind": "magic"}).status_code == 422


def test_what_the_profile_says_already_is_not_suggested(me, vocabulary, freelancer):
    add_skill(user=freelancer, name="Python")
    me.patch("me/profile", {"headline": "My own words"})
    upload(me, TEXT)
    me.post("me/cv/suggestions/accept", {})
    upload(me, TEXT + "\n")
    assert suggestions(me) == []
    assert me.get("me/profile").json()["headline"] == "My own words"


@pytest.mark.parametrize("name", ["02-en-sidebar.pdf", "06-en-word_table.docx"])
def test_real_documents(me, name):
    make_skill("Tableau")
    upload(me, (FILES / name).read_bytes(), "wrong-name.txt")
    cv = me.get("me/cv").json()
    assert cv["state"] == "ready"
    assert cv["current"]["format"] == name.rsplit(".")[-1]
    assert len(of_kind(me, "experience")) >= 2


def test_text_and_json_resume_may_come_as_json(me, vocabulary):
    assert me.put("me/cv", {"text": TEXT}).status_code == 202
    assert len(of_kind(me, "skill")) == 3
    resume = {
        "basics": {"label": "Developer", "url": "https://mira.example.com"},
        "work": [{"name": "Tidewell", "position": "Developer", "startDate": "2020-01"}],
        "skills": [{"name": "Python", "level": "Master"}, {"name": "Basket weaving"}],
        "languages": [{"language": "English", "fluency": "Native speaker"}],
        "projects": [{"name": "A booking service", "url": "https://x.example"}],
    }
    assert me.put("me/cv", resume).status_code == 202
    assert me.get("me/cv").json()["current"]["format"] == "json"
    assert of_kind(me, "experience") == [
        {"title": "Developer", "organisation": "Tidewell", "from": "2020-01"}
    ]
    assert me.post("me/cv/suggestions/accept", {}).json()["refused"] == []
    profile = me.get("me/profile").json()
    assert {one["name"] for one in profile["skills"]} == {"Python", "Basket weaving"}
    assert profile["portfolio"][0]["title"] == "A booking service"


def test_the_own_export_comes_back(me, vocabulary, api_as):
    upload(me, TEXT)
    me.post("me/cv/suggestions/accept", {})
    resume = me.get("me/resume.json").content
    other = api_as(UserFactory(username="twin"))
    assert upload(other, resume, "resume.json").status_code == 202
    assert other.post("me/cv/suggestions/accept", {}).json()["refused"] == []
    ours, theirs = (one.get("me/profile").json() for one in (me, other))
    for name in ("headline", "bio", "languages"):
        assert theirs[name] == ours[name]
    assert {one["slug"] for one in theirs["skills"]} == {one["slug"] for one in ours["skills"]}


# --- What cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (hostile.encrypted_pdf(), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "encrypted"),
        (hostile.scanned_pdf(), "no_text"),
        (b"%PDF-1.7\nnot one", "corrupt"),
        (hostile.docx_of("x" * 30)[:-100], "corrupt"),
        (hostile.pdf_of("page", pages=31), "too_many_pages"),
        (b"word " * 40_001, "too_long"),
        (b'{"basics": ' + b"[" * 2_000, "corrupt"),
        (b'{"basics": {}}', "no_text"),
        (hostile.docx(" " * 5_000_000), "hostile"),
        (hostile.docx("<w:p/>", entries=501), "hostile"),
        (hostile.docx("&x;", prolog='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]>'), "hostile"),
        (b"PK\x03\x04nothing", "corrupt"),
        (b"  ...  !!! 123", "no_text"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_cv_in_place(me, vocabulary, content, code):
    upload(me, TEXT, "good.txt")
    assert upload(me, content, "bad").status_code == 202
    cv = me.get("me/cv").json()
    assert cv["state"] == "refused"
    assert cv["error"]["code"] == code
    assert cv["error"]["detail"]
    assert cv["current"]["file_name"] == "good.txt"
    assert len(of_kind(me, "skill")) == 3
    assert _stored_files() == 1


@pytest.mark.parametrize("seed", range(3))
def test_broken_files_never_make_the_server_fail(me, vocabulary, seed):
    chance = random.Random(seed)
    originals = sorted(path for path in FILES.iterdir() if path.name != "labels.json")
    for _upload in range(10):
        content = hostile.mutated(chance.choice(originals).read_bytes(), chance)
        answer = upload(me, content)
        assert answer.status_code in {202, 415, 422}, answer.content
        cv = me.get("me/cv")
        assert cv.status_code in {200, 404}
        if cv.status_code == 200:
            assert cv.json()["state"] in {"ready", "refused"}
            assert me.get("me/cv/suggestions").status_code == 200
            assert me.post("me/cv/suggestions/accept", {}).status_code == 200
            assert me.get("me/profile").status_code == 200


def test_no_cv_at_all(me):
    assert me.get("me/cv").status_code == 404
    assert me.delete("me/cv").status_code == 404
    assert me.get("me/cv/file").status_code == 404
    assert suggestions(me) == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", 415),
        (b"MZ\x00\x01\x02" * 50, 415),
        (b"", 422),
        (b"   \n", 422),
        (b"x" * 5_000_001, 413),
        (b"x" * 5_100_000, 413),
    ],
)
def test_uploads_refused_at_once(me, content, status):
    answer = upload(me, content, "cv.pdf")
    assert answer.status_code == status, answer.content
    assert answer.json()["errors"][0]["attr"] == "file"
    assert not CurriculumVitae.objects.exists()
    assert _stored_files() == 0


@pytest.mark.parametrize("body", [{"text": ""}, {"text": 5}, {}, [], "text", None])
def test_json_that_is_no_cv(me, body):
    answer = me.put("me/cv", body)
    assert answer.status_code in {202, 422}
    if answer.status_code == 202:
        assert me.get("me/cv").json()["state"] == "refused"


def test_a_form_without_a_file(me):
    answer = me.put("me/cv", {"file": "x"}, format="multipart")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "file")


def test_ten_a_day(me):
    for _number in range(10):
        assert upload(me, TEXT).status_code == 202
    answer = upload(me, TEXT)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


# --- Whose it is ----------------------------------------------------------------------------------


def test_the_file_comes_back_as_an_attachment_to_its_owner_only(me, api, api_as, outsider):
    upload(me, TEXT, 'mira "cv"\n.txt')
    answer = me.get("me/cv/file")
    assert b"".join(answer.streaming_content) == TEXT.encode()
    assert answer["Content-Disposition"] == 'attachment; filename="mira \\"cv\\".txt"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert api.get("me/cv/file").status_code == 401
    assert api_as(outsider).get("me/cv/file").status_code == 404


def test_a_client_has_no_cv(api_as, client_user):
    client = api_as(client_user)
    assert upload(client, TEXT).status_code == 403
    assert client.get("me/cv").status_code == 403


def test_somebody_elses_suggestion_is_not_found(me, api_as, outsider, vocabulary):
    upload(me, TEXT)
    one = suggestions(me)[0]
    other = api_as(outsider)
    for decision in ("accept", "reject"):
        assert other.post(f"me/cv/suggestions/{one['id']}/{decision}").status_code == 404
    assert other.post("me/cv/suggestions/accept", {}).json()["accepted"] == 0
    assert {each["state"] for each in suggestions(me)} == {"pending"}


def test_no_public_answer_says_that_there_is_one(me, api, vocabulary, freelancer):
    before = api.get(f"profiles/{freelancer.username}").content
    upload(me, TEXT)
    assert api.get(f"profiles/{freelancer.username}").content == before


# --- How long it stays ----------------------------------------------------------------------------


def test_a_newer_cv_takes_its_place(me, vocabulary):
    upload(me, TEXT, "first.txt")
    old = suggestions(me)[0]
    upload(me, TEXT.replace("Go, ", ""), "second.txt")
    assert me.get("me/cv").json()["current"]["file_name"] == "second.txt"
    assert len(of_kind(me, "skill")) == 2
    assert me.post(f"me/cv/suggestions/{old['id']}/accept").status_code == 404
    assert (CurriculumVitae.objects.count(), _stored_files()) == (1, 1)


def test_deleting_it(me, vocabulary):
    upload(me, TEXT)
    me.post("me/cv/suggestions/accept", {"kind": "skill"})
    assert me.delete("me/cv").status_code == 204
    assert me.get("me/cv").status_code == 404
    assert ProfileSkill.objects.count() == 3
    assert (CurriculumVitae.objects.count(), _stored_files()) == (0, 0)


def test_it_goes_with_the_account(me, password, vocabulary):
    upload(me, TEXT)
    assert me.delete("me", {"current_password": password}).status_code == 204
    assert (CurriculumVitae.objects.count(), _stored_files()) == (0, 0)


def test_it_goes_after_the_time_set(me, settings, vocabulary, django_capture_on_commit_callbacks):
    upload(me, TEXT)
    call_command("prune", stdout=io.StringIO())
    assert CurriculumVitae.objects.count() == 1
    CurriculumVitae.objects.update(uploaded_at=timezone.now() - timedelta(days=366))
    settings.CV_RETENTION_DAYS = 0
    call_command("prune", stdout=io.StringIO())
    assert CurriculumVitae.objects.count() == 1
    settings.CV_RETENTION_DAYS = 365
    with django_capture_on_commit_callbacks(execute=True):
        call_command("prune", stdout=io.StringIO())
    assert (CurriculumVitae.objects.count(), _stored_files()) == (0, 0)


def test_the_export_has_it(me, vocabulary):
    upload(me, TEXT)
    (cv,) = me.get("me/export").json()["cvs"]
    assert cv["text"].startswith("Mira Sen")
    assert len(cv["suggestions"]) == len(suggestions(me))


# --- A task that is lost --------------------------------------------------------------------------


def test_a_stalled_upload_is_read_when_somebody_asks(me, vocabulary, monkeypatch):
    monkeypatch.setattr(type(read_cv_task), "enqueue", lambda *args: None)
    upload(me, TEXT)
    monkeypatch.undo()
    assert me.get("me/cv").json()["state"] == "processing"
    CurriculumVitae.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
    me.get("me/cv")
    assert me.get("me/cv").json()["state"] == "ready"


def test_a_task_whose_upload_is_gone_or_read_does_nothing(me, vocabulary):
    upload(me, TEXT)
    cv = CurriculumVitae.objects.get()
    read_cv_task.call(str(cv.pk))
    assert CurriculumVitae.objects.get().read_at == cv.read_at
    CurriculumVitae.objects.all().delete()
    read_cv_task.call(str(cv.pk))


def test_a_file_that_is_lost_is_said_to_be(me, vocabulary, monkeypatch):
    monkeypatch.setattr(type(read_cv_task), "enqueue", lambda *args: None)
    upload(me, TEXT)
    monkeypatch.undo()
    cv = CurriculumVitae.objects.get()
    private.storage().delete(cv.file)
    read_cv_task.call(str(cv.pk))
    assert me.get("me/cv").json()["error"]["code"] == "lost"
    assert CurriculumVitae.objects.get().state == CvState.REFUSED


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 50])
def test_the_list_takes_the_same_queries(me, number, django_assert_num_queries):
    names = [f"Craft {word}" for word in _words(number)]
    for name in names:
        make_skill(name)
    upload(me, "Mira Sen\nSkills\n" + "\n".join(names))
    me.get("me/cv/suggestions")
    with django_assert_num_queries(2):
        assert len(suggestions(me)) == number


def test_pages(me):
    for word in _words(5):
        make_skill(f"Craft {word}")
    upload(me, "Mira Sen\nSkills\n" + "\n".join(f"Craft {word}" for word in _words(5)))
    page = me.get("me/cv/suggestions", {"page_size": 3}).json()
    rest = me.get(page["next"].partition("/api/v1/")[2]).json()
    assert len(page["results"] + rest["results"]) == 5
    assert rest["next"] is None


def _words(number: int) -> list[str]:
    return [f"{'abcdefghij'[index // 10]}{'klmnopqrst'[index % 10]}" for index in range(number)]


def _stored_files() -> int:
    root = Path(private.storage().path(""))
    return sum(one.is_file() for one in root.rglob("*")) if root.exists() else 0


@pytest.mark.parametrize("text", [{}, {"x": 1}, [], 1, None])
def test_a_text_is_a_text(me, text):
    answer = me.put("me/cv", {"text": text})
    assert (answer.status_code, answer.data["errors"][0]["attr"]) == (422, "text")
    assert me.get("me/cv").status_code == 404


@pytest.mark.parametrize(
    ("line", "title", "organisation"),
    [
        ("Gulmohar Heights, Terrazzo Setter", "Terrazzo Setter", "Gulmohar Heights"),
        ("Gulmohar Heights, Senior Terrazzo Setter", "Senior Terrazzo Setter", "Gulmohar Heights"),
        ("Terrazzo Setter, Gulmohar Heights", "Terrazzo Setter", "Gulmohar Heights"),
        ("Gulmohar Heights, Lantern Lighter", "Gulmohar Heights", "Lantern Lighter"),
    ],
)
def test_a_title_is_known_by_the_names_of_occupations(me, line, title, organisation):
    make_occupation("Terrazzo workers", "Terrazzo Setter")
    make_occupation("Lantern lighters", "Lantern Lighter", status="proposed")
    text = f"Mira Sen\n\nExperience\n{line}    2016 - 2019\n- Floors of halls\n"
    upload(me, text.encode(), "cv.txt")
    (job,) = of_kind(me, "experience")
    assert (job["title"], job["organisation"]) == (title, organisation)
