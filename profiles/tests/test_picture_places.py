"""Pictures of what is out of sight: nobody's but their owner's, deleted with the account, and back
when a decision is overturned.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client as Browser

from accounts.models import Status
from accounts.services.status import activate_by_proof, change_status, restore
from accounts.tests.factories import PASSWORD, UserFactory, restriction_on, suspended
from foundation.files import private
from foundation.files.errors import StorageUnavailable
from profiles.models import PortfolioItem, Profile
from profiles.pictures import PictureKind
from profiles.services import picture_places
from profiles.services.moderation import set_portfolio_moderation, set_profile_moderation
from profiles.services.picture_places import move_picture, retry_due
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer
from profiles.tests.test_images import opened, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows a commit happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def own(api_as, freelancer):
    make_freelancer(user=freelancer)
    return api_as(freelancer)


@pytest.fixture
def work(own):
    """A piece of work with its picture, as everybody sees it."""
    item = own.post("me/portfolio", {"title": "A terrace"}).json()
    upload_to(own, f"me/portfolio/{item['id']}/image")
    return PortfolioItem.objects.get(pk=item["id"])


def upload_to(client, path: str):
    file = SimpleUploadedFile("me.png", picture())
    answer = client.put(path, {"file": file}, format="multipart")
    assert answer.status_code == 200
    return answer.json()


def status(client, address: str) -> int:
    """What the client gets there, read to its end."""
    answer = client.get(address)
    b"".join(answer)
    return answer.status_code


def set_state(row, state: str, committed) -> None:
    """Have moderation hide, remove or show a profile or a piece of work."""
    decision = None if state == "visible" else restriction_on(row.pk, "content")
    with committed():
        if isinstance(row, Profile):
            set_profile_moderation(profile=row, state=state, decision=decision)
        else:
            set_portfolio_moderation(item=row, state=state, decision=decision)


def public_files() -> list[str]:
    return files_of(default_storage) - files_of(private.storage(), "private/")


def files_of(storage, prefix: str = "") -> set[str]:
    """The files of a storage. The private one of tests is a folder of the public one."""
    root = Path(storage.location)
    return {prefix + str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def private_names() -> set[str]:
    return files_of(private.storage())


def addresses(own, item) -> dict[str, str]:
    return own.get(f"me/portfolio/{item.pk}").json()["image"]


@pytest.mark.parametrize("state", ["hidden", "removed"])
def test_a_picture_out_of_sight_is_at_no_public_address(own, api, work, committed, state):
    before = addresses(own, work)
    assert status(api, before["large"]) == 200
    set_state(work, state, committed)
    assert [status(api, address) for address in before.values()] == [404, 404]
    assert public_files() == set()
    now = addresses(own, work)
    assert [status(api, address) for address in now.values()] == [404, 404]


def test_its_owner_still_sees_it_and_no_cache_keeps_it(
    own, api_as, outsider, freelancer, work, committed, settings
):
    settings.MEDIA_URL = "https://pictures.example/"
    set_state(work, "removed", committed)
    address = addresses(own, work)["large"]
    assert address.startswith("/media/portfolio/")
    answer = own.get(address)
    assert opened(b"".join(answer.streaming_content)).size == (300, 200)
    assert answer["Cache-Control"] == "private, no-store"
    browser = Browser()
    browser.force_login(freelancer)
    assert status(browser, address) == 200
    assert api_as(outsider).get(address).status_code == 404
    own.use_token("nonsense")
    assert status(own, address) == 404


def test_restored_it_is_back_under_another_name(own, api, work, committed):
    before = addresses(own, work)
    content = b"".join(api.get(before["large"]).streaming_content)
    set_state(work, "removed", committed)
    set_state(work, "visible", committed)
    now = addresses(own, work)
    assert set(now.values()).isdisjoint(before.values())
    answer = api.get(now["large"])
    assert b"".join(answer.streaming_content) == content
    assert answer["Cache-Control"].startswith("public, ")
    assert api.get("profiles/asha").json()["portfolio"][0]["image"] == now
    assert (len(public_files()), private_names()) == (2, set())


@pytest.fixture
def avatar(own):
    return upload_to(own, "me/avatar")["avatar"]["small"]


def hide(own, freelancer) -> None:
    own.patch("me/profile", {"visibility": "hidden"})


def show(own, freelancer) -> None:
    own.patch("me/profile", {"visibility": "public"})


def switch_off(own, freelancer) -> None:
    change_status(user=freelancer, to=Status.INACTIVE)


def switch_on(own, freelancer) -> None:
    change_status(user=freelancer, to=Status.ACTIVE)


@pytest.mark.parametrize(("away", "back"), [(hide, show), (switch_off, switch_on)])
def test_whoever_takes_the_page_away_takes_the_pictures_along(
    own, api, freelancer, work, avatar, committed, away, back
):
    address = addresses(own, work)["large"]
    with committed():
        away(own, freelancer)
    assert [status(api, one) for one in (avatar, address)] == [404, 404]
    assert public_files() == set()
    with committed():
        back(own, freelancer)
    work.refresh_from_db()
    freelancer.profile.refresh_from_db()
    names = freelancer.profile.avatar, work.image
    assert all(names)
    assert not any(name in avatar + address for name in names)
    assert len(public_files()) == 5


def test_it_is_out_of_sight_before_its_files_have_moved(own, api, freelancer, work, avatar):
    """The tasks that move them wait for the commit, which a test never comes to."""
    address = addresses(own, work)["large"]
    update_profile(user=freelancer, changes={"visibility": "hidden"})
    assert [status(api, one) for one in (avatar, address)] == [404, 404]
    answer = own.get(avatar)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    b"".join(answer)
    assert len(public_files()) == 5


def test_a_hidden_profile_with_a_picture_lacks_none(own, freelancer, avatar, committed):
    with committed():
        hide(own, freelancer)
    missing = own.get("me/profile").json()["completeness"]["missing"]
    assert "avatar" not in {one["code"] for one in missing}


def test_the_picture_of_who_is_still_to_verify_is_their_own(api, api_as, committed):
    user = UserFactory(status=Status.PENDING)
    own = api_as(user)
    address = upload_to(own, "me/avatar")["avatar"]["small"]
    assert (status(own, address), status(api, address)) == (200, 404)
    with committed():
        activate_by_proof(user)
    shown = own.get("me/profile").json()["avatar"]["small"]
    assert status(api, shown) == 200


def test_a_file_that_no_page_shows_is_not_served(own, api, freelancer, avatar):
    Profile.objects.filter(user=freelancer).update(avatar="")
    assert public_files()
    assert status(api, avatar) == 404


def test_a_cache_that_asks_again_gets_no_file_twice(own, api, freelancer, avatar):
    served = api.get(avatar)
    tag = served["ETag"]
    b"".join(served)
    again = api.get(avatar, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=3600, s-maxage=300"
    hide(own, freelancer)
    assert api.get(avatar, headers={"If-None-Match": tag}).status_code == 404


def test_to_serve_one_asks_the_database_once(api, avatar, django_assert_num_queries):
    with django_assert_num_queries(1):
        status(api, avatar)


def test_a_hidden_profile_takes_all_its_pictures_along(own, api, freelancer, work, committed):
    avatar = upload_to(own, "me/avatar")["avatar"]
    image = addresses(own, work)
    set_state(freelancer.profile, "hidden", committed)
    gone = [*avatar.values(), *image.values()]
    assert {status(api, address) for address in gone} == {404}
    assert status(own, own.get("me/profile").json()["avatar"]["small"]) == 200
    set_state(freelancer.profile, "visible", committed)
    shown = api.get("profiles/asha").json()
    back = [*shown["avatar"].values(), *shown["portfolio"][0]["image"].values()]
    assert {status(api, address) for address in back} == {200}
    assert set(back).isdisjoint(gone)
    assert api.get("profiles").json()["results"][0]["avatar"] == shown["avatar"]


def test_a_suspended_persons_pictures_are_out_of_sight(own, api, freelancer, work, committed):
    avatar = upload_to(own, "me/avatar")["avatar"]
    with committed():
        suspended(freelancer)
    assert status(api, avatar["large"]) == 404
    assert public_files() == set()
    with committed():
        restore(user=freelancer)
    assert len(public_files()) == 5


def test_a_work_that_a_decision_hides_stays_hidden_when_its_profile_is_back(
    own, freelancer, work, committed
):
    set_state(work, "hidden", committed)
    set_state(freelancer.profile, "hidden", committed)
    set_state(freelancer.profile, "visible", committed)
    assert public_files() == set()
    assert len(private_names()) == 2


def test_what_is_uploaded_while_it_is_hidden_is_never_public(own, work, committed):
    set_state(work, "hidden", committed)
    before = private_names()
    image = upload_to(own, f"me/portfolio/{work.pk}/image")["image"]
    assert public_files() == set()
    assert len(private_names()) == 2
    assert private_names().isdisjoint(before)
    assert status(own, image["small"]) == 200
    set_state(work, "visible", committed)
    assert (len(public_files()), private_names()) == (2, set())


@pytest.mark.parametrize("path", ["me/portfolio/{}/image", "me/portfolio/{}", "me"])
def test_it_is_deleted_by_its_owner_and_with_the_account(own, freelancer, work, committed, path):
    avatar = upload_to(own, "me/avatar")
    assert avatar
    set_state(work, "removed", committed)
    body = {"current_password": PASSWORD} if path == "me" else None
    assert own.delete(path.format(work.pk), body).status_code == 204
    assert private_names() == set()
    assert len(public_files()) == (0 if path == "me" else 3)


def test_what_its_owner_changes_meanwhile_does_not_bring_it_back(own, work, committed):
    set_state(work, "hidden", committed)
    assert own.patch(f"me/portfolio/{work.pk}", {"title": "A wall"}).status_code == 200
    work.refresh_from_db()
    assert (work.title, work.moderation, work.image) == ("A wall", "hidden", "")
    assert work.withheld_picture


class TestMovesThatBreakOff:
    """A storage that is away, or a process that is killed, at each step."""

    def away(self, monkeypatch, method: str, storage: str) -> None:
        """Have the storage whose location ends so fail."""
        usual = getattr(FileSystemStorage, method)

        def fail(self, name, *args, **kwargs):
            if self.location.endswith("private") == (storage == "private"):
                raise OSError("away")
            return usual(self, name, *args, **kwargs)

        monkeypatch.setattr(FileSystemStorage, method, fail)

    def again(self, committed) -> int:
        for model in (Profile, PortfolioItem):
            model.objects.filter(picture_due_at__isnull=False).update(picture_due_at=Now())
        with committed():
            return retry_due()

    @pytest.mark.parametrize(
        ("method", "storage"), [("_save", "private"), ("delete", "public"), ("_open", "public")]
    )
    def test_on_the_way_out_of_sight(self, own, api, work, committed, monkeypatch, method, storage):
        with monkeypatch.context() as patch:
            self.away(patch, method, storage)
            set_state(work, "removed", committed)
            assert len(public_files()) == 2
        assert self.again(committed) == 1
        assert public_files() == set()
        assert len(private_names()) == 2
        assert status(own, addresses(own, work)["large"]) == 200
        assert self.again(committed) == 0

    @pytest.mark.parametrize(("method", "storage"), [("_save", "public"), ("_open", "private")])
    def test_on_the_way_back(self, own, api, work, committed, monkeypatch, method, storage):
        set_state(work, "removed", committed)
        with monkeypatch.context() as patch:
            self.away(patch, method, storage)
            set_state(work, "visible", committed)
            assert len(private_names()) == 2
        assert self.again(committed) == 1
        assert (len(public_files()), private_names()) == (2, set())
        assert status(api, addresses(own, work)["large"]) == 200
        assert picture_places.next_due() is None

    def test_a_decision_overturned_before_its_first_move_ended(
        self, own, api, work, committed, monkeypatch
    ):
        with monkeypatch.context() as patch:
            self.away(patch, "delete", "public")
            set_state(work, "removed", committed)
        set_state(work, "visible", committed)
        assert (len(public_files()), private_names()) == (2, set())
        assert status(api, addresses(own, work)["large"]) == 200


class TestMovesAtOnce:
    """What a move finds that read its row before somebody else changed it."""

    def test_two_that_withhold_leave_one_copy(self, work, committed):
        set_state(work, "hidden", committed)
        stale = PortfolioItem.objects.get(pk=work.pk)
        move_picture(stale)
        assert len(private_names()) == 2

    def test_a_move_that_comes_late_deletes_its_own_copy_only(self, work, committed, monkeypatch):
        stale = PortfolioItem.objects.get(pk=work.pk)
        stale.moderation = "hidden"  # as it was when the move began; it is overturned by now
        move_picture(stale)
        assert (len(public_files()), private_names()) == (2, set())
        work.refresh_from_db()
        assert work.image
        assert work.withheld_picture == ""

    def test_a_restored_picture_is_not_restored_twice(self, own, api, work, committed):
        set_state(work, "hidden", committed)
        stale = PortfolioItem.objects.get(pk=work.pk)
        set_state(work, "visible", committed)
        stale.moderation = "visible"
        with pytest.raises(FileNotFoundError):
            move_picture(stale)
        assert status(api, addresses(own, work)["large"]) == 200
        assert len(public_files()) == 2

    def test_a_row_that_is_gone_is_nothing_to_move(self, own, work, committed):
        own.delete(f"me/portfolio/{work.pk}")
        picture_places.move_picture_task.func(PictureKind.PORTFOLIO.value, str(work.pk))
        stale = work
        stale.moderation = "hidden"
        with pytest.raises((FileNotFoundError, StorageUnavailable)):
            move_picture(stale)
        assert private_names() == set()
