"""A user's one profile: made with the account, changed by its owner."""

from __future__ import annotations

from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import Role, User
from foundation.events import record
from foundation.located import columns_of
from foundation.money import require_places
from profiles import pictures
from profiles.errors import ChangedMeanwhile, CurrencyMissing, PointFarFromCity
from profiles.events import PROFILE_DESCRIBED
from profiles.far_points import require_near_city
from profiles.models import FreelancerDetails, Profile
from profiles.models.profile import FREELANCER_FIELDS, OWN_FIELDS
from profiles.pictures import PictureKind
from profiles.search.city_names import place_key
from profiles.search.gazetteer import geonames_id, point_of
from profiles.search.mirror import mirror
from profiles.services import picture_places
from profiles.services.pausing import NO_PAUSE, set_pause

if TYPE_CHECKING:
    from accounts.models import Address
    from foundation.grid import Point

PLACE_FIELDS = {"city", "country", "point"}
OF_A_CITY, OF_A_POINT = ("city_key", "geonames_id"), ("latitude", "longitude")

PAUSE = {"paused_until", "pause_note"}  # what an owner says of a pause


def make_profile(user: User) -> Profile:
    """The user's profile, made if there is none, with details if the user is a freelancer."""
    with transaction.atomic():
        profile, is_new = Profile.objects.get_or_create(user=user)
        if user.role == Role.FREELANCER:
            _details, was_lacking = FreelancerDetails.objects.get_or_create(profile=profile)
            is_new |= was_lacking
        if is_new:
            mirror([profile.pk])
    return profile


def own_profile(user: User) -> Profile:
    """The user's profile with its details. Accounts that were not registered, such as those of
    `createsuperuser`, get theirs when they first need it.
    """
    profiles = Profile.objects.select_related("details", "user")
    profile = profiles.filter(user=user).first()
    has_all = profile and (user.role != Role.FREELANCER or hasattr(profile, "details"))
    return profile if profile and has_all else profiles.get(pk=make_profile(user).pk)


def locked_profile(user: User) -> Profile:
    """The user's profile with its row locked until the transaction ends: every writer of what the
    search mirrors takes this lock first.
    """
    profile = Profile.objects.lock().filter(user=user).first()
    return profile or Profile.objects.lock().get(pk=make_profile(user).pk)


def fingerprint(profile: Profile) -> str:
    """Stands for all that the owner says, to tell whether it was changed since it was seen."""
    details = FreelancerDetails.objects.filter(profile=profile).values_list(*FREELANCER_FIELDS)
    said = [profile.own_point, *(getattr(profile, name) for name in OWN_FIELDS)]
    return blake2b(repr([said, details.first()]).encode(), digest_size=16).hexdigest()


def update_profile(*, user: User, changes: dict[str, Any], seen: str | None = None) -> Profile:
    """Change what the owner says in the profile; `changes` are fields of it or of its details, and
    `point`, a place instead of that of the city. With `seen`, the fingerprint of what the owner
    saw, a change of somewhere else is not lost.

    Raises CurrencyMissing for a rate without a currency, TooManyDecimals, PointFarFromCity and
    ChangedMeanwhile.
    Fields of the other role are refused before, by name (EditProfileSerializer).
    """
    with transaction.atomic():
        profile = locked_profile(user)
        if seen is not None and seen != fingerprint(profile):
            raise ChangedMeanwhile
        details = {name: changes[name] for name in FREELANCER_FIELDS if name in changes}
        own = {name: value for name, value in changes.items() if name not in details}
        if own.keys() & PLACE_FIELDS:
            point = own.pop("point", profile.own_point)
            city, country = own.get("city", profile.city), own.get("country", profile.country)
            require_near_city(city, country, point)
            own |= _place_of(city, country, point)
        for name, value in own.items():
            setattr(profile, name, value)
        profile.save(update_fields=[*own, "updated_at"])
        if details:
            _save_details(profile, details)
        mirror([profile.pk])
        if own.keys() & {"headline", "bio"}:
            record(PROFILE_DESCRIBED(profile.pk, actor=user.pk, concerns=[user.pk]))
        if "visibility" in own:
            picture_places.move_all_of(profile)
    return own_profile(user)


def _place_of(city: str, country: str, own_point: Point | None = None) -> dict[str, Any]:
    """What a city is found by, and the point, if it is not the owner's own."""
    known = geonames_id(city, country)
    found = {"city_key": place_key(city), "geonames_id": known}
    return found | columns_of(own_point, point_of(known))


def name_cities_anew() -> int:
    """Look all cities up again that people write, since the names that are known may be others
    than before. Answers how many profiles changed. For `rebuild_search`, which mirrors them.
    """
    changed = 0
    for has_own_point, columns in ((False, (*OF_A_CITY, *OF_A_POINT)), (True, OF_A_CITY)):
        written = Profile.objects.exclude(city="").filter(has_own_point=has_own_point)
        for city, country, *known in list(
            written.values_list("city", "country", *columns).distinct()
        ):
            found = _place_of(city, country)
            place = {name: found[name] for name in columns}
            if known != [*place.values()]:
                named = written.filter(city=city, country=country)
                changed += named.exclude(**place).update(**place)
    return changed


def _save_details(profile: Profile, changes: dict[str, Any]) -> None:
    details = FreelancerDetails.objects.get_or_create(profile=profile)[0]
    for name, value in changes.items():
        setattr(details, name, value)
    if details.hourly_rate is not None and not details.currency:
        raise CurrencyMissing
    if changes.keys() & {"hourly_rate", "currency"}:
        require_places({"hourly_rate": details.hourly_rate}, details.currency)
    changed = [*changes]
    if PAUSE.intersection(changes):
        set_pause(profile.user, details)
        changed = [*{*changes, *NO_PAUSE}]
    details.save(update_fields=changed)


def set_avatar(*, user: User, upload: IO[bytes]) -> Profile:
    """Replace the picture by an uploaded one, re-encoded. Raises UploadRefused."""
    is_withheld = not picture_places.is_in_sight(own_profile(user))
    name = pictures.store(PictureKind.AVATAR, upload, is_withheld=is_withheld)
    with pictures.gone_unless_kept(PictureKind.AVATAR, name, is_withheld=is_withheld):
        return _change_avatar(user, name, is_withheld=is_withheld)


def remove_avatar(*, user: User) -> Profile:
    """Take the picture away, if there is one."""
    return _change_avatar(user, "")


def _change_avatar(user: User, name: str, *, is_withheld: bool = False) -> Profile:
    with transaction.atomic():
        profile = locked_profile(user)
        picture_places.replace(profile, name, is_withheld=is_withheld)
        mirror([profile.pk])
    return own_profile(user)


def mirror_account(user: User) -> None:
    """Bring the search up to date with an account that changed, and its pictures out of reach or
    back.
    """
    profile = Profile.objects.lock().filter(user=user).first()
    if profile:
        profile.user = user
        mirror([profile.pk])
        picture_places.move_all_of(profile)


def take_over_place(address: Address) -> None:
    """Show the city and country of an address, unless the profile says where its owner works."""
    profile = locked_profile(address.user)
    try:
        require_near_city(address.city, address.country, profile.own_point)
    except PointFarFromCity:
        return
    if not profile.city and not profile.country:
        profile.city, profile.country = address.city, address.country
        place = _place_of(address.city, address.country, profile.own_point)
        for name, value in place.items():
            setattr(profile, name, value)
        profile.save(update_fields=["city", "country", *place, "updated_at"])
        mirror([profile.pk])
