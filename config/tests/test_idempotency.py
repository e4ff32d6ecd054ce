"""`Idempotency-Key`: a request that is sent again does nothing again, and gets the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Passkey, Role, Session, Status, User
from accounts.services.account import erase
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD, UserFactory, restriction_on
from accounts.tests.passkeys import creation_options
from foundation.idempotency import claims, handling
from foundation.idempotency.claims import KEPT, LEASE
from foundation.limits import Limit
from foundation.models import IdempotencyKey
from profiles.models import CurriculumVitae
from profiles.services.profile import make_profile
from projects.models import Project
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db

KEY = {"HTTP_IDEMPOTENCY_KEY": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
PROJECT = {"title": "Paint the stairwell", "description": "Three floors, two coats."}
REPLAYED = "Idempotent-Replayed"


def code_of(answer: Any) -> str:
    return answer.json()["errors"][0]["code"]


@pytest.fixture
def meera(db) -> User:
    user = UserFactory(username="meera", role=Role.CLIENT)
    make_profile(user)
    return user


@pytest.fixture
def posting(api_as, meera) -> Client:
    return api_as(meera)


def let_pass(time: Any) -> None:
    """Have that much time passed since what is there was claimed."""
    moved = {name: F(name) - time for name in ("claimed_at", "expires_at")}
    IdempotencyKey.objects.update(**moved)


# --- The same again ---------------------------------------------------------------------------


def test_a_project_that_is_posted_twice_with_one_key_is_one_project(posting):
    first = posting.post("projects", PROJECT, **KEY)
    second = posting.post("projects", PROJECT, **KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert not first.has_header(REPLAYED)
    assert second[REPLAYED] == "true"
    assert Project.objects.count() == 1


def test_without_a_key_each_request_is_one_of_its_own(posting):
    for _ in range(2):
        posting.post("projects", PROJECT)
    assert Project.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_a_request_without_a_key_costs_nothing(posting):
    with CaptureQueriesContext(connection) as asked:
        posting.post("projects", PROJECT)
    assert not [query for query in asked if "idempotency" in query["sql"]]


def test_the_answer_is_that_of_then_whatever_became_of_the_project_since(posting):
    first = posting.post("projects", PROJECT, **KEY).json()
    posting.patch(f"projects/{first['id']}", {"title": "Paint the cellar"})
    assert posting.post("projects", PROJECT, **KEY).json() == first


def test_a_move_is_made_once_and_answered_twice(posting, meera):
    project = make_project(client=meera, status="draft")
    answers = [posting.post(f"projects/{project.pk}/open", **KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["status"] == answers[1].json()["status"] == "open"
    assert code_of(posting.post(f"projects/{project.pk}/open")) == "wrong_state"


def test_an_answer_without_a_body_is_the_same_again(posting):
    answers = [posting.post("me/send-verification", **KEY) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 2


@pytest.mark.parametrize("body", ["", "{}", "[]", "{broken"])
def test_where_no_body_is_read_an_empty_and_a_broken_one_are_none(posting, meera, body):
    project = make_project(client=meera, status="draft")
    assert posting.post(f"projects/{project.pk}/open", **KEY).status_code == 200
    again = posting.generic("POST", f"projects/{project.pk}/open", body, "application/json", **KEY)
    assert (again.status_code, again[REPLAYED]) == (200, "true")


def test_spaces_and_the_order_of_fields_make_no_other_body(posting):
    first = '{"title": "Paint the stairwell", "description": "Three floors, two coats."}'
    second = '{"description":"Three floors, two coats.","title":"Paint the stairwell"}'
    for body in (first, second):
        answer = posting.generic("POST", "projects", body, "application/json", **KEY)
        assert answer.status_code == 201
    assert Project.objects.count() == 1


def test_a_key_may_come_in_quotes_as_the_draft_has_it(posting):
    posting.post("projects", PROJECT, HTTP_IDEMPOTENCY_KEY='"a key"')
    posting.post("projects", PROJECT, HTTP_IDEMPOTENCY_KEY='"a key"')
    posting.post("projects", PROJECT, HTTP_IDEMPOTENCY_KEY='"b"')
    posting.post("projects", PROJECT, HTTP_IDEMPOTENCY_KEY="b")
    assert Project.objects.count() == 2


def test_after_a_day_the_key_means_something_new(posting):
    posting.post("projects", PROJECT, **KEY)
    let_pass(KEPT)
    again = posting.post("projects", PROJECT | {"title": "Paint the cellar"}, **KEY)
    assert again.status_code == 201
    assert not again.has_header(REPLAYED)
    assert Project.objects.count() == 2
    assert posting.post("projects", PROJECT, **KEY).status_code == 422


# --- Another request --------------------------------------------------------------------------


def test_another_body_with_the_same_key_is_refused(posting):
    posting.post("projects", PROJECT, **KEY)
    other = posting.post("projects", PROJECT | {"title": "Paint the cellar"}, **KEY)
    assert (other.status_code, code_of(other)) == (422, "idempotency_key_reused")
    assert other.json()["errors"][0]["attr"] == "Idempotency-Key"
    assert Project.objects.count() == 1


def test_two_accounts_may_have_the_same_key(posting, api_as):
    mine = posting.post("projects", PROJECT, **KEY).json()
    other = UserFactory(role=Role.CLIENT)
    make_profile(other)
    theirs = api_as(other).post("projects", PROJECT, **KEY).json()
    assert mine["id"] != theirs["id"]
    assert theirs["client"]["username"] == other.username


def test_two_routes_may_have_the_same_key(posting, meera):
    drafts = [make_project(client=meera, status="draft") for _ in range(2)]
    for draft in drafts:
        answer = posting.post(f"projects/{draft.pk}/open", **KEY)
        assert answer.json()["id"] == str(draft.pk)


def test_a_strangers_key_means_nothing(api, meera):
    body = {"kind": "profile", "object": "meera", "reason": "abuse", "text": "Nonsense."}
    for name in ("one", "two"):
        email = f"{name}@example.net"
        assert api.post("reports", body | {"email": email}, **KEY).status_code == 202
    assert not IdempotencyKey.objects.exists()


def test_a_search_takes_no_key(posting):
    for q in ("roof", "cellar"):
        assert posting.post("projects/search", {"q": q}, **KEY).status_code == 200
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    "key",
    [
        "",
        " ",
        "a b",
        "a, b",
        "a,b",
        '"',
        '""',
        '"a',
        'a"b" c',
        '"a"b"',
        '"a";p=1',
        '"a\\b"',
        "x" * 256,
        '"' + "x" * 256 + '"',
        "schlüssel",
        "\xff\xfe",
        "a\x00b",
        "a\tb",
        "a\nb",
        "a\x7f",
        "\u200b",
    ],
)
def test_what_is_no_key_is_refused(posting, api, key):
    sent = {"HTTP_IDEMPOTENCY_KEY": key}
    for client in (posting, api):
        answer = client.post("reports", {}, **sent)
        assert (answer.status_code, code_of(answer)) == (422, "idempotency_key_malformed")
    assert posting.post("projects", PROJECT, **sent).status_code == 422
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "key", ["x", "x" * 255, "a'b;--", "%00", "{}", 'a"b', '"\\"\\\\"', "../.."]
)
def test_any_other_string_is_a_key(posting, key):
    for _ in range(2):
        answer = posting.post("projects", PROJECT, HTTP_IDEMPOTENCY_KEY=key)
        assert answer.status_code == 201
    assert Project.objects.count() == 1


# --- What failed ------------------------------------------------------------------------------


def test_what_was_refused_may_be_sent_again_set_right(posting):
    refused = posting.post("projects", {"title": "Paint"}, **KEY)
    assert refused.status_code == 422
    assert posting.post("projects", PROJECT, **KEY).status_code == 201


def test_what_was_refused_by_a_state_is_done_when_the_state_is_another(posting, meera):
    meera.status = Status.PENDING
    meera.save()
    refused = posting.post("projects", PROJECT | {"status": "open"}, **KEY)
    assert (refused.status_code, code_of(refused)) == (403, "not_verified")
    meera.status = Status.ACTIVE
    meera.save()
    assert posting.post("projects", PROJECT | {"status": "open"}, **KEY).status_code == 201


def test_a_limit_that_was_reached_may_be_tried_again(posting, settings):
    settings.PROJECTS_PER_DAY = 1
    posting.post("projects", PROJECT)
    for _ in range(2):
        assert posting.post("projects", PROJECT, **KEY).status_code == 429
    assert not IdempotencyKey.objects.exists()


def test_what_is_not_there_may_be_sent_again(posting, meera):
    path = f"projects/{make_project(client=UserFactory(role=Role.CLIENT), status='draft').pk}/open"
    assert posting.post(path, **KEY).status_code == 404
    assert not IdempotencyKey.objects.exists()


def test_a_body_that_is_no_json_is_refused_before_anything_is_claimed(posting):
    answer = posting.generic("POST", "projects", "{", "application/json", **KEY)
    assert answer.status_code == 400
    assert not IdempotencyKey.objects.exists()


def test_an_account_has_so_many_keys_a_day(posting, monkeypatch):
    few = Limit(handling.KEYS_PER_ACCOUNT.name, 1, handling.KEYS_PER_ACCOUNT.window)
    monkeypatch.setattr(handling, "KEYS_PER_ACCOUNT", few)
    first = posting.post("projects", PROJECT, **KEY)
    limited = posting.post("projects", PROJECT, HTTP_IDEMPOTENCY_KEY="another")
    assert limited.status_code == 429
    assert posting.post("projects", PROJECT, **KEY).content == first.content
    assert Project.objects.count() == 1


# --- Secrets ----------------------------------------------------------------------------------


def test_new_recovery_codes_are_shown_once_and_made_once(posting):
    proof = {"current_password": PASSWORD}
    first = posting.post("me/second-factor/recovery-codes", proof, **KEY)
    second = posting.post("me/second-factor/recovery-codes", proof, **KEY)
    assert first.status_code == 201
    assert (second.status_code, code_of(second)) == (409, "answer_not_kept")
    assert "id" not in second.json()
    assert IdempotencyKey.objects.get().answer is None


def test_a_new_passkey_is_told_by_its_id(posting):
    credential = Authenticator().create(creation_options(posting))
    body = {"credential": credential, "name": "Phone"}
    first = posting.post("me/passkeys", body, **KEY)
    second = posting.post("me/passkeys", body, **KEY)
    assert first.status_code == 201, first.content
    assert (second.status_code, code_of(second)) == (409, "answer_not_kept")
    assert second.json()["id"] == first.json()["id"] == str(Passkey.objects.get().pk)


def test_no_text_and_no_key_is_kept_in_the_clear(posting):
    posting.post("projects", PROJECT | {"title": "Find me 4711"}, HTTP_IDEMPOTENCY_KEY="key-0815")
    row = IdempotencyKey.objects.get()
    kept = b"".join(bytes(str(value), "utf-8") for value in row.__dict__.values())
    assert b"4711" not in bytes(row.answer) + kept
    assert b"0815" not in kept


def test_a_password_leaves_no_fingerprint(posting):
    posting.post("me/second-factor/recovery-codes", {"current_password": PASSWORD}, **KEY)
    first = IdempotencyKey.objects.get().fingerprint
    IdempotencyKey.objects.all().delete()
    posting.post("me/second-factor/recovery-codes", {"current_password": PASSWORD}, **KEY)
    other = posting.post("me/second-factor/recovery-codes", {"current_password": "x"}, **KEY)
    assert IdempotencyKey.objects.get().fingerprint == first
    assert code_of(other) == "answer_not_kept"


def test_an_answer_outlives_a_new_secret_key(posting, settings):
    first = posting.post("projects", PROJECT, **KEY)
    token = posting._credentials
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of fifty characters, or of a few more than that"
    assert token
    assert posting.post("projects", PROJECT, **KEY).content == first.content


def test_an_answer_that_no_key_opens_is_one_that_was_not_kept(posting):
    first = posting.post("projects", PROJECT, **KEY).json()
    IdempotencyKey.objects.update(answer=b"rubbish")
    second = posting.post("projects", PROJECT, **KEY)
    assert (second.status_code, code_of(second)) == (409, "answer_not_kept")
    assert second.json()["id"] == first["id"]


def test_a_large_answer_is_not_kept(posting, monkeypatch):
    monkeypatch.setattr("foundation.idempotency.answers.MAX_BYTES", 100)
    first = posting.post("projects", PROJECT, **KEY).json()
    second = posting.post("projects", PROJECT, **KEY)
    assert (second.status_code, second.json()["id"]) == (409, first["id"])


# --- Uploads ----------------------------------------------------------------------------------


def upload(client: Client, content: bytes, boundary: str, name: str = "cv.txt") -> Any:
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/plain\r\n\r\n"
    ).encode()
    body += content + f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return client.generic("PUT", "me/cv", body, kind, **KEY)


@pytest.fixture
def asha(db) -> User:
    user = UserFactory(username="asha")
    make_profile(user)
    return user


def test_an_upload_is_the_same_with_another_boundary(api_as, asha):
    client = api_as(asha)
    text = b"Asha Rao\nCarpenter\n"
    first, second = upload(client, text, "one"), upload(client, text, "two")
    assert (first.status_code, second.status_code) == (202, 202)
    assert second[REPLAYED] == "true"
    assert CurriculumVitae.objects.count() == 1


@pytest.mark.parametrize(("content", "name"), [(b"Ravi\n", "cv.txt"), (b"Asha\n", "b.txt")])
def test_another_file_is_another_body(api_as, asha, content, name):
    client = api_as(asha)
    upload(client, b"Asha\n", "one")
    assert code_of(upload(client, content, "one", name)) == "idempotency_key_reused"
    assert CurriculumVitae.objects.count() == 1


def test_a_file_that_was_looked_at_is_still_whole(api_as, asha):
    answer = api_as(asha).put(
        "me/cv",
        {"file": SimpleUploadedFile("cv.txt", b"Asha Rao\nCarpenter\n" * 1000)},
        format="multipart",
        **KEY,
    )
    assert answer.status_code == 202
    assert CurriculumVitae.objects.get().size == 19_000


# --- Whose it is ------------------------------------------------------------------------------


def test_whoever_is_logged_out_gets_no_answer(posting):
    posting.post("projects", PROJECT, **KEY)
    posting.post("auth/logout-all")
    assert posting.post("projects", PROJECT, **KEY).status_code == 401


def test_nor_does_whoever_was_suspended(posting, meera):
    posting.post("projects", PROJECT, **KEY)
    User.objects.filter(pk=meera.pk).update(
        status=Status.SUSPENDED, suspended_by=restriction_on(meera.pk)
    )
    assert posting.post("projects", PROJECT, **KEY).status_code == 401


def test_nor_does_whoever_may_not_do_it_any_more(posting, meera):
    posting.post("projects", PROJECT, **KEY)
    meera.role = Role.FREELANCER
    meera.save()
    assert posting.post("projects", PROJECT, **KEY).status_code == 403


def test_another_session_of_the_account_gets_it(posting, api_as, meera):
    first = posting.post("projects", PROJECT, **KEY)
    Session.objects.all().delete()
    assert api_as(meera).post("projects", PROJECT, **KEY).content == first.content


def erase_account(user: User) -> None:
    erase(user=user, session_id=None, current_password=PASSWORD)


def test_an_erased_account_leaves_no_answers(posting, api_as, meera):
    posting.post("projects", PROJECT, **KEY)
    assert api_as(meera).delete("me", {"current_password": PASSWORD}).status_code == 204
    assert not IdempotencyKey.objects.exists()


def test_nor_does_it_in_what_others_were_answered(posting, api_as, asha, meera):
    project = make_project(client=meera, status="open")
    path = f"projects/{project.pk}/proposals"
    cover_note = "Two coats in May, and no mess."
    made = api_as(asha).post(path, {"cover_note": cover_note}, **KEY).json()
    posting.post(f"proposals/{made['id']}/accept", **KEY)
    assert IdempotencyKey.objects.filter(answer__isnull=False).count() == 2
    assert api_as(asha).delete("me", {"current_password": PASSWORD}).status_code == 204
    row = IdempotencyKey.objects.get()
    assert (row.account_id, row.answer, row.concerned) == (meera.pk, None, [])
    again = posting.post(f"proposals/{made['id']}/accept", **KEY)
    assert (again.status_code, code_of(again)) == (409, "answer_not_kept")
    assert again.json()["id"] == made["id"]


def test_what_is_over_is_pruned(posting):
    posting.post("projects", PROJECT, **KEY)
    assert claims.prune() == 0
    let_pass(KEPT)
    assert claims.prune() == 1
    assert not IdempotencyKey.objects.exists()


# --- In flight --------------------------------------------------------------------------------


def claimed_by_another(client: Client) -> None:
    """As if the first request with the key were still at it."""
    client.post("projects", PROJECT, **KEY)
    Project.objects.all().delete()
    unfinished = {"finished_at": None, "status": None, "answer": None, "written_at": None}
    IdempotencyKey.objects.update(made_id=None, **unfinished)


def test_while_the_first_is_at_it_the_second_is_told_to_wait(posting):
    claimed_by_another(posting)
    answer = posting.post("projects", PROJECT, **KEY)
    assert (answer.status_code, code_of(answer)) == (409, "idempotency_key_in_flight")
    assert answer["Retry-After"] == "1"
    other = posting.post("projects", PROJECT | {"title": "Paint the cellar"}, **KEY)
    assert code_of(other) == "idempotency_key_reused"


def test_a_claim_of_a_worker_that_is_gone_is_taken_over(posting):
    claimed_by_another(posting)
    let_pass(LEASE)
    assert posting.post("projects", PROJECT, **KEY).status_code == 201
    assert posting.post("projects", PROJECT, **KEY)[REPLAYED] == "true"
    assert Project.objects.count() == 1


# --- Strange bodies ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        '"text"',
        "4711",
        '{"title": 1e400}',
        '{"title": 123456789012345678901234567890}',
        '{"title": "\\ud83d\\ude00"}',
        '{"title": "\\u0000"}',
        '{"title": NaN}',
        '{"": 1, "\\u200b": 2}',
        '{"title": "x", "title": "y"}',
        "[" * 40 + "]" * 40,
    ],
)
def test_a_strange_body_is_refused_as_without_a_key(posting, body):
    sent = [
        posting.generic("POST", "projects", body, "application/json", **key) for key in ({}, KEY)
    ]
    assert sent[0].status_code in {400, 422}
    assert [one.content for one in sent[1:]] == [sent[0].content]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", "\xff"])
def test_a_body_that_nobody_reads_says_nothing(posting, meera, kind):
    project = make_project(client=meera, status="draft")
    for body in ("{", "\xff\x00"):
        answer = posting.generic("POST", f"projects/{project.pk}/open", body, kind, **KEY)
        assert answer.status_code == 200


def test_a_body_of_no_known_kind_is_refused_as_without_a_key(posting):
    for key in ({}, KEY):
        answer = posting.generic("POST", "projects", "title=x", "text/plain", **key)
        assert answer.status_code == 415


def test_another_query_is_another_request(posting):
    posting.post("projects", PROJECT, **KEY)
    assert code_of(posting.post("projects?page=2", PROJECT, **KEY)) == "idempotency_key_reused"
