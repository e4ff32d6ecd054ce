"""Pictures and CVs in S3-compatible storage, with a server that speaks S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
import urllib3
from django.core.files.uploadedfile import SimpleUploadedFile
from moto.server import ThreadedMotoServer

from accounts.tests.factories import PASSWORD, restriction_on
from profiles.models import CurriculumVitae
from profiles.services.moderation import set_profile_moderation
from profiles.services.profile import make_profile
from profiles.tests.test_cv import TEXT
from profiles.tests.test_images import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.django_db,
    # botocore's, of its own use of the standard library.
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]
CREDENTIALS = {"access_key": "key", "secret_key": "secret", "region_name": "eu-central-1"}
PUBLIC, PRIVATE = "pictures", "cvs"


class Buckets:
    """The server's buckets."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id=CREDENTIALS["access_key"],
            aws_secret_access_key=CREDENTIALS["secret_key"],
            region_name=CREDENTIALS["region_name"],
        )
        where = {"LocationConstraint": CREDENTIALS["region_name"]}
        for name in (PUBLIC, PRIVATE):
            self.client.create_bucket(Bucket=name, CreateBucketConfiguration=where)

    def names(self, bucket: str) -> list[str]:
        """What is in it."""
        return [
            one["Key"] for one in self.client.list_objects_v2(Bucket=bucket).get("Contents", [])
        ]

    def options(self, bucket: str) -> dict[str, Any]:
        return {"bucket_name": bucket, "endpoint_url": self.url, **CREDENTIALS}


@pytest.fixture
def buckets(settings) -> Iterator[Buckets]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    found = Buckets(f"http://{host}:{port}")
    backend = "storages.backends.s3.S3Storage"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": backend, "OPTIONS": found.options(PUBLIC)},
        "private": {"BACKEND": backend, "OPTIONS": found.options(PRIVATE)},
    }
    yield found
    urllib3.request("POST", f"{found.url}/moto-api/reset")  # it outlives the server
    server.stop()


def upload_both(client) -> str:
    """A picture and a CV; answers the picture's address."""
    file = SimpleUploadedFile("me.png", picture())
    answer = client.put("me/avatar", {"file": file}, format="multipart")
    assert answer.status_code == 200
    cv = SimpleUploadedFile("cv.txt", TEXT.encode())
    assert client.put("me/cv", {"file": cv}, format="multipart").status_code == 202
    return answer.json()["avatar"]["small"]


def test_pictures_and_cvs_are_kept_apart_and_served_by_us(buckets, api_as, freelancer, outsider):
    make_profile(freelancer)
    me = api_as(freelancer)
    address = upload_both(me)
    assert len(buckets.names(PUBLIC)) == 3
    assert buckets.names(PRIVATE) == [CurriculumVitae.objects.get().file]
    shown = api_as(outsider).get(address)
    assert shown.status_code == 200
    assert b"".join(shown.streaming_content)[8:12] == b"WEBP"
    assert b"Tidewell" in b"".join(me.get("me/cv/file").streaming_content)
    make_profile(outsider)
    assert api_as(outsider).get("me/cv/file").status_code == 404


def test_closing_the_account_empties_both_buckets(buckets, api_as, freelancer):
    make_profile(freelancer)
    me = api_as(freelancer)
    address = upload_both(me)
    assert me.delete("me", {"current_password": PASSWORD}).status_code == 204
    assert (buckets.names(PUBLIC), buckets.names(PRIVATE)) == ([], [])
    assert me.get(address).status_code == 404


def test_a_picture_out_of_sight_moves_to_the_private_bucket_and_back(
    buckets, api_as, freelancer, django_capture_on_commit_callbacks
):
    profile = make_profile(freelancer)
    me = api_as(freelancer)
    address = upload_both(me)
    before = buckets.names(PUBLIC)
    decision = restriction_on(profile.pk, "content")
    with django_capture_on_commit_callbacks(execute=True):
        set_profile_moderation(profile=profile, state="hidden", decision=decision)
    assert buckets.names(PUBLIC) == []
    assert len(buckets.names(PRIVATE)) == 4
    assert me.get(address).status_code == 404
    own = me.get(me.get("me/profile").json()["avatar"]["small"])
    assert b"".join(own.streaming_content)[8:12] == b"WEBP"
    with django_capture_on_commit_callbacks(execute=True):
        set_profile_moderation(profile=profile, state="visible", decision=None)
    assert len(buckets.names(PUBLIC)) == 3
    assert set(buckets.names(PUBLIC)).isdisjoint(before)
    assert buckets.names(PRIVATE) == [CurriculumVitae.objects.get().file]
