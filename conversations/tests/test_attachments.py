"""Files of messages: what is sent, what becomes of it, and who gets it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from PIL import Image

from accounts import personal_data
from accounts.services.blocks import block_person
from accounts.tests.factories import restriction_on, suspended
from conversations.models import Attachment, Conversation, Message
from conversations.services import attaching
from conversations.services.moderation import set_message_moderation
from conversations.tests.factories import make_message, photo
from foundation import deadlines
from foundation.files import private, unwanted
from foundation.models import UnwantedFile
from foundation.moderated import ModerationState

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"
KEY = {"HTTP_IDEMPOTENCY_KEY": "3b2c9d1e-7a54-4f2a-9c0e-5d8f6a1b2c3d"}


def located_photo() -> bytes:
    """With a place and a camera in it, and turned by its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (18.0, 31.0, 12.0)
    return photo(exif=exif.tobytes())


def file(content: bytes, name: str = "leak.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def place(proposal) -> str:
    return f"conversations/{make_message(proposal).conversation_id}/messages"


@pytest.fixture
def send(worker, place):
    """Send files in the conversation, as the freelancer."""

    def send_files(*files: SimpleUploadedFile, api=worker, **fields):
        key = {name: fields.pop(name) for name in list(fields) if name.isupper()}
        return api.post(place, fields | {"attachments": list(files)}, format="multipart", **key)

    return send_files


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def is_kept(attachment: Attachment) -> list[bool]:
    return [private.storage().exists(name) for name in attachment.files]


def api_path(url: str) -> str:
    return url.partition("/api/v1/")[2]


# --- What is sent -----------------------------------------------------------------------------


def test_a_photo_comes_encoded_anew_without_the_place_where_it_was_taken(send, client, place):
    sent = send(file(located_photo(), "IMG_0001.JPG"), body="It drips here.")
    assert sent.status_code == 201, sent.json()
    (got,) = client.get(place).json()["results"][0]["attachments"]
    assert (got["kind"], got["name"], got["media_type"]) == (
        "picture",
        "IMG_0001.webp",
        "image/webp",
    )
    assert (got["width"], got["height"]) == (900, 1200)
    whole, small = client.get(api_path(got["url"])), client.get(api_path(got["preview_url"]))
    data = content_of(whole)
    assert len(data) == got["size"]
    assert b"SecretCamera" not in data
    assert b"Exif" not in data.upper()
    assert Image.open(io.BytesIO(data)).size == (900, 1200)
    assert max(Image.open(io.BytesIO(content_of(small))).size) == 480
    assert whole["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("content", "name", "shown", "media_type"),
    [
        (PDF, "offer.PDF", "offer.pdf", "application/pdf"),
        (b"<script>alert(1)</script>", "page.html", "page.html.txt", "text/plain; charset=utf-8"),
        ("Maße".encode("utf-16"), "../../Maße.txt", "Maße.txt", "text/plain; charset=utf-8"),
        (PDF, "a\u202efdp.exe", "afdp.exe.pdf", "application/pdf"),
        (PDF, "\u200b.pdf", "document.pdf", "application/pdf"),
    ],
)
def test_what_is_no_picture_is_saved_and_never_run(
    send, client, place, content, name, shown, media_type
):
    assert send(file(content, name)).status_code == 201
    (got,) = client.get(place).json()["results"][0]["attachments"]
    assert (got["name"], got["media_type"], got["preview_url"]) == (shown, media_type, None)
    answer = client.get(api_path(got["url"]))
    saved = content_of(answer)
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    if name.endswith("Maße.txt"):
        assert saved.decode() == "Maße"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"PK\x03\x04" + b"\0" * 40, (415, "unsupported_media_type")),
        (b"MZ\x90\0\x03", (415, "unsupported_media_type")),
        (photo()[:400], (422, "not_an_image")),
        (b" \n\t\n", (422, "empty")),
    ],
)
def test_what_is_refused_leaves_nothing_behind(send, content, refusal, place):
    assert code(send(file(PDF, "good.pdf"), file(content), body="Look")) == refusal
    assert (Message.objects.count(), UnwantedFile.objects.count()) == (1, 0)


def test_a_picture_that_unpacks_to_too_much_is_refused(send):
    bomb = io.BytesIO()
    Image.new("1", (6000, 5000)).save(bomb, "PNG")
    assert code(send(file(bomb.getvalue(), "bomb.png"))) == (422, "image_too_large")


def test_a_message_has_words_or_files(send, worker, place):
    assert send(file(PDF)).json()["body"] == ""
    assert code(worker.post(place, {"body": "\u200b"}, format="multipart")) == (422, "blank")
    assert code(worker.post(place, {"body": ""})) == (422, "blank")


def test_a_message_has_so_many_files_and_bytes(send, settings):
    settings.ATTACHMENTS_PER_MESSAGE = 2
    assert code(send(*(file(PDF) for _ in range(3)))) == (422, "too_many")
    big = b"word " * 1_500_000
    assert code(send(file(big), file(big))) == (413, "payload_too_large")


@pytest.mark.parametrize("setting", ["ATTACHMENTS_PER_DAY", "ATTACHMENT_MEGABYTES_PER_DAY"])
def test_a_day_has_so_many_files_and_megabytes(send, settings, setting):
    setattr(settings, setting, 1)
    assert send(file(b"word " * 100_000)).status_code == 201
    assert send(file(b"word " * 110_000)).status_code == 429


def test_a_storage_that_is_away_is_a_503_and_no_message(send, monkeypatch):
    def away(self, name, content, max_length=None):
        raise OSError

    monkeypatch.setattr(FileSystemStorage, "save", away)
    assert code(send(file(photo()), body="Look")) == (503, "storage_unavailable")
    assert Message.objects.count() == 1


def test_the_first_message_may_be_a_file(worker, client, project, proposal):
    path = f"projects/{project.pk}/messages"
    sent = worker.post(path, {"attachments": [file(PDF)]}, format="multipart")
    assert sent.status_code == 201
    (listed,) = client.get("me/conversations").json()["results"]
    assert (listed["last_message"]["text"], listed["last_message"]["attachments_count"]) == ("", 1)


def test_the_same_key_sends_a_file_once(send):
    first = send(file(PDF), body="Once", **KEY)
    again = send(file(PDF), body="Once", **KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert code(send(file(PDF + b"other"), body="Once", **KEY))[0] == 422
    assert Attachment.objects.count() == 1


# --- Who gets it ------------------------------------------------------------------------------


@pytest.fixture
def sent(send) -> dict:
    return send(file(photo(), "leak.jpg")).json()


def status_of(api, sent: dict) -> int:
    return closed(api.get(api_path(sent["attachments"][0]["url"]))).status_code


def closed(answer):
    """An answer whose file was read to its end, and closed."""
    if answer.streaming:
        content_of(answer)
    return answer


@pytest.mark.parametrize("name", ["file", "attachments[]"])
def test_a_file_by_another_name_is_refused_and_not_lost(worker, place, name):
    answer = worker.post(place, {"body": "Here it is.", name: file(PDF)}, format="multipart")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("unknown_parameter", name)


def test_the_two_sides_get_it_and_nobody_else(sent, worker, client, stranger, api, api_as):
    address = api_path(sent["attachments"][0]["url"])
    for reader in (worker, client):
        answer = closed(reader.get(address))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-cache"
        assert reader.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
        assert reader.get(address, HTTP_IF_MATCH='"another"').status_code == 412
    assert stranger.get(address).status_code == 404
    assert stranger.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 404
    assert api.get(address).status_code == 401


def test_staff_are_strangers_to_it(sent, api_as, admin_user):
    assert status_of(api_as(admin_user), sent) == 404


def test_who_blocks_reads_what_was_sent_before(sent, worker, client, client_user, freelancer):
    block_person(user=client_user, session_id=None, username=freelancer.username)
    assert (status_of(worker, sent), status_of(client, sent)) == (200, 200)


def test_what_moderation_took_away_is_its_authors_alone(sent, worker, client, place):
    message = Message.objects.get(pk=sent["id"])
    decision = restriction_on(message.pk, "content")
    set_message_moderation(message=message, state=ModerationState.HIDDEN, decision=decision)
    assert (status_of(worker, sent), status_of(client, sent)) == (200, 404)
    assert client.get(place).json()["results"][0]["attachments"] == []
    assert len(worker.get(place).json()["results"][0]["attachments"]) == 1
    listed = client.get("me/conversations").json()["results"][0]["last_message"]
    assert listed["attachments_count"] == 0


def test_a_suspended_person_gets_none(sent, worker, freelancer):
    suspended(freelancer)
    assert status_of(worker, sent) in {401, 403}


def test_a_list_takes_the_same_queries_with_and_without_files(
    send, client, place, django_assert_num_queries
):
    for _ in range(3):
        deadlines.rest()
        # The session with its user; the conversation, its messages, their files.
        with django_assert_num_queries(4):
            client.get(place)
        send(file(PDF), file(PDF))


# --- Taking back ------------------------------------------------------------------------------


def test_a_file_is_removed_within_ten_minutes(send, worker, client, place):
    sent = send(file(PDF), file(b"words", "b.txt"), body="Two").json()
    first, second = (one["id"] for one in sent["attachments"])
    path = f"messages/{sent['id']}"
    changed = worker.patch(path, {"remove_attachments": [first]}).json()
    assert ([one["id"] for one in changed["attachments"]], changed["body"]) == ([second], "Two")
    assert changed["edited_at"]
    assert client.get(f"attachments/{first}").status_code == 404
    assert code(worker.patch(path, {"remove_attachments": [first]})) == (422, "no_such_attachment")
    last = {"remove_attachments": [second], "body": ""}
    assert code(worker.patch(path, last)) == (422, "blank")
    assert code(worker.patch(path, {})) == (422, "required")
    Message.objects.filter(pk=sent["id"]).update(created_at=Now() - timedelta(minutes=11))
    assert code(worker.patch(path, {"remove_attachments": [second]})) == (409, "too_late")


def test_what_was_removed_is_deleted_after_a_month(sent, worker):
    worker.patch(
        f"messages/{sent['id']}",
        {"body": "Words", "remove_attachments": [sent["attachments"][0]["id"]]},
    )
    assert attaching.prune_removed() == 0
    Attachment.objects.update(removed_at=Now() - timedelta(days=31))
    assert attaching.prune_removed() == 1
    assert list(UnwantedFile.objects.values_list("storage", flat=True)) == ["private"] * 2


def test_the_export_says_where_ones_own_files_are(sent, freelancer, client_user):
    (own,) = personal_data.export(freelancer)["attachments_sent"]
    assert (own["name"], own["url"]) == ("leak.webp", sent["attachments"][0]["url"])
    assert personal_data.export(client_user)["attachments_sent"] == []


def test_erasure_deletes_the_files_even_when_the_storage_is_away_at_first(
    sent, worker, client, place, password, monkeypatch, django_capture_on_commit_callbacks
):
    def away(self, name):
        raise OSError

    attachment = Attachment.objects.get()
    monkeypatch.setattr(FileSystemStorage, "delete", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert worker.delete("me", {"current_password": password}).status_code == 204
    assert is_kept(attachment) == [True, True]
    (_first, last) = client.get(place).json()["results"][::-1]
    assert (last["state"], last["attachments"]) == ("erased", [])
    assert status_of(client, sent) == 404
    monkeypatch.undo()
    UnwantedFile.objects.update(due_at=Now() - timedelta(minutes=1))
    assert unwanted.prune() == 2
    assert is_kept(attachment) == [False, False]


# --- The pages --------------------------------------------------------------------------------


def test_pages_send_show_and_remove_files(proposal, asha, society):
    conversation = make_message(proposal).conversation
    address = f"/messages/{conversation.pk}"
    page = asha.get(address).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file"' in page
    body = {"body": "", "attachments": [file(photo()), file(PDF, "<b>offer.pdf")]}
    assert asha.post(address, body).status_code == 302
    picture, pdf = Attachment.objects.order_by("position")
    shown = society.get(address).content.decode()
    assert f'src="/messages/attachments/{picture.pk}/preview"' in shown
    assert "&lt;b&gt;offer.pdf" in shown
    assert closed(society.get(f"/messages/attachments/{picture.pk}/preview")).status_code == 200
    assert society.get(f"/messages/attachments/{pdf.pk}/preview").status_code == 404
    message = Message.objects.get(position=2)
    edit = f"/messages/{message.pk}/edit"
    assert "offer.pdf" in asha.get(edit).content.decode()
    assert asha.post(edit, {"body": "", "remove_attachments": [str(pdf.pk)]}).status_code == 302
    assert society.get(f"/messages/attachments/{pdf.pk}").status_code == 404
    assert Conversation.objects.get().last_position == 2


def test_a_page_says_what_is_wrong_with_a_file_beside_it(proposal, asha):
    address = f"/messages/{make_message(proposal).conversation_id}"
    answer = asha.post(address, {"body": "Look", "attachments": [file(b"MZ\0\0", "x.exe")]})
    assert answer.status_code == 415
    assert "plain text" in answer.content.decode()
    assert asha.post(address, {"body": "", "attachments": []}).status_code == 422
