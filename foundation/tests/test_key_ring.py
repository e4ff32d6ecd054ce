"""The ring: which key signs, which verify, and what ends one."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from foundation import key_rotation, keys, stored_keys
from foundation.key_ring import Configured, KeyRing, NoKeyToSign
from foundation.key_rotation import OnlyKey, forget_superseded, retire, rotate
from foundation.models import KeyPurpose, RingKey
from foundation.tests.rings import DAY, FIRST, NOW, made, ring_of

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


def move(**by: timedelta) -> None:
    """Let all keys be older."""
    RingKey.objects.filter(signs_from__gt=key_rotation.BEFORE_ALL).update(
        **{name: F(name) - time for name, time in by.items()}
    )
    stored_keys.forget()


def kids(ring: KeyRing) -> list[str]:
    return [jwk["kid"] for jwk in ring.public_keys()]


def test_a_ring_without_stored_keys_is_that_of_the_settings() -> None:
    ring = ring_of(FIRST)
    assert ring.signing_key(at=0) is FIRST
    assert ring.verifying_key(FIRST.kid) is ring.verifying_key(None) is FIRST
    assert kids(ring) == [FIRST.kid]
    assert not ring.stands_in


def test_a_new_key_is_published_at_once_and_signs_an_hour_later() -> None:
    ring = ring_of(FIRST)
    new = made(ring)
    row = RingKey.objects.get(kid=new)
    assert row.signs_from - row.made_at == timedelta(hours=1, minutes=5)
    begins = int(row.signs_from.timestamp())
    assert kids(ring) == [new, FIRST.kid]
    assert ring.signing_key(at=begins - 1).kid == FIRST.kid
    assert ring.signing_key(at=begins).kid == new


def test_what_was_made_before_is_signed_by_the_key_of_its_time() -> None:
    ring = ring_of(FIRST)
    names = []
    for _ in range(3):
        names.append(made(ring))
        move(signs_from=DAY)
    for name in names:
        begins = int(RingKey.objects.get(kid=name).signs_from.timestamp())
        assert ring.signing_key(at=begins).kid == name
    assert ring.signing_key(at=NOW).kid == names[-1]
    assert ring.signing_key(at=0).kid == FIRST.kid


def test_a_key_of_the_settings_outlives_its_setting() -> None:
    made(ring_of(FIRST))
    other = keys.load("EdDSA", keys.make("EdDSA"))
    ring = ring_of(other)
    assert ring.verifying_key(FIRST.kid) is not None
    assert ring.verifying_key(other.kid) is other


def test_a_stand_in_counts_until_there_is_a_key_of_its_own() -> None:
    ring = ring_of(FIRST, stand_in=True)
    assert ring.stands_in
    made(ring)  # the stand-in is kept as well: what it signed stays good
    assert not ring.stands_in
    assert ring.signing_key(at=0).kid == FIRST.kid
    next_secret = ring_of(keys.load("EdDSA", keys.make("EdDSA")), stand_in=True)
    assert kids(next_secret) == kids(ring)
    made(next_secret)
    assert RingKey.objects.count() == 3


def test_nothing_is_stored_in_clear(settings: SettingsWrapper) -> None:
    ring = ring_of(FIRST)
    made(ring)
    for row in RingKey.objects.all():
        assert b"PRIVATE KEY" not in bytes(row.encrypted)
        assert "d" not in row.jwk
    settings.SECRET_KEY = "another" * 9
    stored_keys.forget()
    assert ring.signing_key(at=NOW).kid == FIRST.kid  # of the settings: no other can be opened


def test_keys_stay_open_while_the_secret_key_is_replaced(settings: SettingsWrapper) -> None:
    ring = ring_of(FIRST, stand_in=True)
    new = made(ring)
    settings.SECRET_KEY, former = "another" * 9, settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS = [former]
    stored_keys.forget()
    assert ring.signing_key(at=NOW).kid == new
    assert rotate(ring, algorithm="EdDSA", older_than=DAY) is None
    settings.SECRET_KEY_FALLBACKS = []
    stored_keys.forget()
    assert ring.signing_key(at=NOW).kid == new


def test_public_halves_verify_though_the_secret_key_be_lost(settings: SettingsWrapper) -> None:
    stand_in = keys.load("EdDSA", keys.make("EdDSA"))
    before = made(ring_of(FIRST, stand_in=True))
    settings.SECRET_KEY = "another" * 9
    stored_keys.forget()
    ring = ring_of(stand_in, stand_in=True)
    assert set(kids(ring)) == {before, FIRST.kid, stand_in.kid}
    assert ring.signing_key(at=NOW) is stand_in


def test_a_token_key_that_somebody_wrote_into_the_table_verifies_nothing() -> None:
    RingKey.objects.create(
        purpose=KeyPurpose.TOKENS,
        kid=FIRST.kid,
        algorithm="EdDSA",
        jwk=FIRST.jwk,
        signs_from=Now(),
    )
    own = Configured((keys.load("HS256", b"0" * 32),), stand_in=False)
    stored_keys.forget()
    assert KeyRing(KeyPurpose.TOKENS, lambda: own).verifying_key(FIRST.kid) is None


def test_rings_do_not_know_each_others_keys() -> None:
    new = made(ring_of(FIRST))
    own = Configured((keys.load("HS256", b"0" * 32),), stand_in=False)
    assert KeyRing(KeyPurpose.TOKENS, lambda: own).verifying_key(new) is None


def test_a_leaked_key_is_refused_at_once_and_the_new_one_signs() -> None:
    ring = ring_of(FIRST)
    pending = made(ring)
    new = made(ring, leaked=True)
    assert kids(ring) == [new]
    assert ring.signing_key(at=0).kid == new
    assert ring.verifying_key(FIRST.kid) is ring.verifying_key(None) is None
    assert ring.verifying_key(pending) is None
    assert not RingKey.objects.filter(retired_at__isnull=False, encrypted__isnull=False).exists()


def test_one_key_is_retired_but_never_the_last_that_signs() -> None:
    ring = ring_of(FIRST)
    with pytest.raises(OnlyKey):
        retire(ring, kid=FIRST.kid)
    new = made(ring)
    retire(ring, kid=FIRST.kid)
    assert kids(ring) == [new]
    assert ring.signing_key(at=0).kid == new  # before its time, as no other is left
    with pytest.raises(OnlyKey):
        retire(ring, kid=new)
    for unknown in ("nonsense", FIRST.kid):
        with pytest.raises(RingKey.DoesNotExist):
            retire(ring, kid=unknown)


def test_a_ring_of_retired_keys_alone_signs_nothing(settings: SettingsWrapper) -> None:
    ring = ring_of(FIRST)
    made(ring, leaked=True)
    settings.SECRET_KEY = "another" * 9
    stored_keys.forget()
    with pytest.raises(NoKeyToSign):
        ring.signing_key(at=NOW)
    new = made(ring, leaked=True)
    assert ring.signing_key(at=NOW).kid == new


def test_a_timer_makes_a_key_only_when_the_newest_is_older() -> None:
    ring = ring_of(FIRST)
    assert rotate(ring, algorithm="EdDSA", older_than=90 * DAY) is not None
    assert rotate(ring, algorithm="EdDSA", older_than=90 * DAY) is None
    move(made_at=91 * DAY)
    assert rotate(ring, algorithm="EdDSA", older_than=90 * DAY) is not None


def test_a_replaced_key_is_retired_when_nothing_that_it_signed_is_good_any_more() -> None:
    ring = ring_of(FIRST)
    made(ring)
    move(signs_from=7 * DAY)
    assert forget_superseded(ring, good_for=7 * DAY) == 0
    move(signs_from=2 * DAY)
    assert forget_superseded(ring, good_for=7 * DAY) == 1
    assert forget_superseded(ring, good_for=7 * DAY) == 0
    assert ring.verifying_key(FIRST.kid) is None  # though the settings still name it


def test_what_is_good_for_ever_keeps_its_public_key_and_no_private_one() -> None:
    ring = ring_of(FIRST)
    new = made(ring)
    assert forget_superseded(ring, good_for=None) == 0
    move(signs_from=2 * DAY)
    assert forget_superseded(ring, good_for=None) == 1
    assert kids(ring) == [new, FIRST.kid]
    row = RingKey.objects.get(kid=FIRST.kid)
    assert row.encrypted is None
    assert row.jwk == FIRST.jwk


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"retired_at": Now()}, "ring_key_retired_is_erased"),
        ({"encrypted": None, "jwk": None}, "ring_key_in_use_has_a_half"),
        ({"purpose": "other"}, "ring_key_purpose_is_known"),
        ({"algorithm": "none"}, "ring_key_algorithm_is_known"),
        ({"kid": FIRST.kid}, "ring_key_once_per_purpose"),
    ],
)
def test_the_database_holds_the_rules_as_well(change: dict[str, object], name: str) -> None:
    new = made(ring_of(FIRST))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RingKey.objects.filter(kid=new).update(**change)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_timers_that_run_at_once_on_two_machines_one_makes_a_key() -> None:
    ring, answers = ring_of(FIRST), []
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        answers.append(rotate(ring, algorithm="EdDSA", older_than=DAY))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([row for row in answers if row]) == 1
    assert len(answers) == 4
    assert RingKey.objects.count() == 2
