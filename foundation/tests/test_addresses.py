"""As whom a request counts, whatever the proxy writes."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from foundation.addresses import UNKNOWN, client_address, site_of


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%eth0]:443", "fe80::1"),
        ('"[2001:db8::7]:443"', "2001:db8::7"),
        ("unknown", UNKNOWN),
        ("_hidden", UNKNOWN),
        ("_SEVKISEK:443", UNKNOWN),
        ("[unknown]", UNKNOWN),
        ("[]", UNKNOWN),
        ("for=203.0.113.7", UNKNOWN),
        ("203.0.113.07", UNKNOWN),
        ("\0", UNKNOWN),
        ("203.0.113.7:51234:9", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_an_address_is_read_as_proxies_write_it(settings, written, address):
    settings.TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"198.51.100.1, {written}")
    assert client_address(request) == address


def test_clients_behind_a_proxy_that_writes_ports_do_not_share_a_limit(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    clients = ("203.0.113.7:51234", "203.0.113.8:40000")
    requests = [RequestFactory().get("/", HTTP_X_FORWARDED_FOR=client) for client in clients]
    assert len({client_address(request) for request in requests} - {UNKNOWN}) == 2


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:7:9::7", "2001:db8:7::/48"),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_the_devices_of_a_household_or_office_are_at_one_site(address, site):
    assert site_of(address) == site
