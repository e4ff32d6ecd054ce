"""E-mail domains and ranges of addresses that staff block: what is refused, however it is spelt,
and what goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import BlockedDomain, BlockedNetwork, User
from accounts.models.blocked_origin import domain_of, network_from
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_admission import NEW, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return UserFactory(role="admin")


@pytest.fixture
def domain(moderator):
    return BlockedDomain.objects.create(domain="spam.example", reason="Spam", made_by=moderator)


@pytest.fixture
def network(moderator):
    return BlockedNetwork.objects.create(network="203.0.113.0/24", reason="Spam", made_by=moderator)


def code_of(answer: Any) -> str:
    return answer.json()["errors"][0]["code"] if answer.status_code >= 400 else "done"


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("asha@spam.example", "email_domain_blocked"),
        ("asha+1@SPAM.Example", "email_domain_blocked"),
        ("asha@mx1.mail.spam.example", "email_domain_blocked"),
        ("asha@\uff53\uff50\uff41\uff4d.example", "email_domain_blocked"),
        ("asha@spam.example.", "invalid"),
        ("asha@notspam.example", "done"),
        ("asha@spam.example.org", "done"),
        ("spam.example@other.example", "done"),
    ],
)
def test_nobody_registers_with_an_address_of_a_blocked_domain(api, domain, email, code):
    assert code_of(register(api, email=email)) == code


def test_the_answer_is_the_same_whoever_has_the_address_and_says_where_to_write(
    api, domain, settings
):
    settings.CONTACT_EMAIL = "Us <help@guildhall.example>"
    UserFactory(email="taken@spam.example")
    answers = [register(api, email=f"{name}@spam.example") for name in ("taken", "free")]
    assert answers[0].json() == answers[1].json()
    assert answers[0].status_code == 403
    assert "help@guildhall.example" in answers[0].json()["errors"][0]["detail"]


def test_nobody_changes_their_address_to_one_but_who_has_one_logs_in(api, api_as, domain):
    user = UserFactory(username="ravi", email="ravi@spam.example")
    assert api.post("auth/login", {"username": "ravi", "password": PASSWORD}).status_code == 200
    changes = {"email": "other@spam.example", "current_password": PASSWORD}
    assert code_of(api_as(user).patch("me", changes)) == "email_domain_blocked"


def test_a_block_ends_at_its_time(api, domain):
    BlockedDomain.objects.update(ends_at=now() + timedelta(hours=1))
    assert code_of(register(api, email="asha@spam.example")) == "email_domain_blocked"
    BlockedDomain.objects.update(made_at="2026-01-01T00:00Z", ends_at="2026-01-02T00:00Z")
    assert code_of(register(api, email="asha@spam.example")) == "done"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" Bücher.Example. ", "xn--bcher-kva.example"),
        ("@spam.example", "spam.example"),
        ("asha@Spam.EXAMPLE", "spam.example"),
    ],
)
def test_a_domain_is_stored_as_addresses_are(text, stored):
    assert domain_of(text) == stored


@pytest.mark.parametrize("text", ["", "two words", "http://spam.example/", "-.-", "a..b"])
def test_what_is_no_domain_is_refused(text):
    with pytest.raises(ValidationError):
        domain_of(text)


@pytest.mark.parametrize("text", ["fe80::1%1", "2001:db8::%eth0/64"])
def test_a_zone_is_of_one_machine_and_no_range(text):
    with pytest.raises(ValidationError):
        network_from(text)


@pytest.mark.parametrize(
    ("address", "forwarded", "code"),
    [
        ("203.0.113.9", None, "network_blocked"),
        ("::ffff:203.0.113.9", None, "network_blocked"),
        ("203.0.114.9", None, "done"),
        ("2001:db8::1", None, "done"),
        ("198.51.100.1", "203.0.113.9", "done"),
        ("203.0.113.9", "198.51.100.1", "network_blocked"),
    ],
)
def test_nobody_registers_from_a_blocked_range(api, network, address, forwarded, code):
    headers = {"REMOTE_ADDR": address} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert code_of(api.post("auth/register", NEW, **headers)) == code


def test_behind_a_proxy_the_last_trusted_hop_counts(api, network, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    spoofed = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9"}
    assert code_of(api.post("auth/register", NEW, **spoofed)) == "network_blocked"


def test_who_has_an_account_logs_in_from_there_and_being_new_does_not_post(api, network):
    UserFactory(username="ravi", role="client")
    there = {"REMOTE_ADDR": "203.0.113.9"}
    entered = api.post("auth/login", {"username": "ravi", "password": PASSWORD}, **there)
    api.use_token(entered.json()["access_token"])
    project = {"title": "A new roof", "description": "Two hundred square metres of tiles."}
    assert code_of(api.post("projects", project, **there)) == "network_blocked"
    assert code_of(api.post("projects", project, REMOTE_ADDR="198.51.100.1")) == "done"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        (" 203.0.113.7/24 ", "203.0.113.0/24"),
        ("2001:DB8:0:0::1/32", "2001:db8::/32"),
        ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
    ],
)
def test_a_range_is_stored_without_the_bits_of_a_host(text, stored):
    assert network_from(text) == stored


@pytest.mark.parametrize(
    "text", ["", "0.0.0.0/0", "::/0", "128.0.0.0/7", "2000::/3", "203.0.113.0/33", "a/b", "1.2.3"]
)
def test_what_is_no_range_or_much_too_wide_is_refused(text):
    with pytest.raises(ValidationError):
        network_from(text)


def test_registering_asks_for_blocks_in_two_queries(api, domain, network):
    with CaptureQueriesContext(connection) as asked:
        assert register(api).status_code == 201
    assert sum("accounts_blocked" in one["sql"] for one in asked) == 2
    assert User.objects.filter(username="asha").exists()


def test_staff_block_with_a_reason_and_confirm_what_is_wide(client, moderator):
    moderator.is_superuser = True
    moderator.save()
    client.force_login(moderator)
    add = "/admin/accounts/blockednetwork/add/"
    wide = {"network": "10.0.0.0/9", "reason": "Spam", "ends_at_0": "", "ends_at_1": ""}
    assert client.post(add, wide | {"reason": ""}).status_code == 200
    assert client.post(add, wide).status_code == 200
    far_too_wide = {"network": "0.0.0.0/1", "is_confirmed": "on"}
    assert client.post(add, wide | far_too_wide).status_code == 200
    past = {"ends_at_0": "2026-01-01", "ends_at_1": "00:00", "network": "10.1.0.0/24"}
    assert client.post(add, wide | past).status_code == 200
    assert not BlockedNetwork.objects.exists()
    assert client.post(add, wide | {"is_confirmed": "on"}).status_code == 302
    block = BlockedNetwork.objects.get()
    assert (block.network, block.made_by) == ("10.0.0.0/9", moderator)
    assert client.post(add, wide | {"is_confirmed": "on"}).status_code == 200  # once
    found = client.get("/admin/accounts/blockednetwork/", {"q": "10.1.2.3"})
    assert "10.0.0.0/9" in found.content.decode()
    change = f"/admin/accounts/blockednetwork/{block.pk}/change/"
    page = client.get(change)
    assert 'name="version"' in page.content.decode()
    form = page.context["adminform"].form
    lifted = wide | {"network": "10.0.0.0/24", "version": form["version"].value()}
    assert client.post(change, lifted).status_code == 302
    history = client.get(f"/admin/accounts/blockednetwork/{block.pk}/history/").content.decode()
    assert "10.0.0.0/9" in history


def test_a_domain_is_blocked_in_the_form_of_addresses(client, moderator):
    moderator.is_superuser = True
    moderator.save()
    client.force_login(moderator)
    add = "/admin/accounts/blockeddomain/add/"
    body = {"domain": "B\u00fccher.Example.", "reason": "Spam", "ends_at_0": "", "ends_at_1": ""}
    assert client.post(add, body | {"domain": "example"}).status_code == 200
    assert client.post(add, body).status_code == 302
    assert BlockedDomain.objects.get().domain == "xn--bcher-kva.example"
    assert client.post(add, body | {"domain": "b\u00fccher.example"}).status_code == 200
