"""Where a webhook may go, and how a delivery is signed."""

from __future__ import annotations

import hashlib
import hmac
import socket

import pytest

from gaoxin.core.errors import Invalid
from gaoxin.gateway.rules.addresses import Target, check_url, may_reach
from gaoxin.gateway.rules.signatures import is_genuine, sign
from gaoxin.gateway.services import sending

PRIVATE = [
    "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:0a00:0001::", "192.0.2.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("loopback", [True, False])
def test_private_addresses_are_never_reached(address, loopback):
    assert not may_reach(address, loopback=loopback)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_only_in_a_demo(address):
    assert may_reach(address, loopback=True)
    assert not may_reach(address, loopback=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_public_addresses_are_reached(address):
    assert may_reach(address, loopback=False)


def test_an_address_in_its_parts():
    assert check_url("https://example.org/a?b=c", loopback=False) == Target(True, "example.org", 443, "/a?b=c")
    assert check_url("http://127.0.0.1:8123", loopback=True) == Target(False, "127.0.0.1", 8123, "/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "example.org", "https://user:pw@example.org/",
        "https://example.org/#part", "https://10.0.0.1/", "https://[::1]/", "http://127.0.0.1/", "https://exa mple.org/",
        "https://例子.中国/", "https://example.org:99999/", "https://[::ffff:10.0.0.1]/", "https://example.org/" + "x" * 500,
        "https://example.org/\r\nX: y",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_subscribed(url):
    with pytest.raises(Invalid):
        check_url(url, loopback=False)


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], []])
def test_a_name_that_leads_inside_is_not_followed(monkeypatch, found):
    """One private address among several is enough: which is taken is not ours to bet on."""
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_, **__: told)
    monkeypatch.setattr(sending.socket, "create_connection", lambda *_, **__: pytest.fail("it connected"))
    assert not sending.post(Target(True, "inside.example", 443, "/"), b"{}", {}, loopback=False).ok


def test_numbers_in_disguise_are_looked_up_and_judged():
    """2130706433 is 127.0.0.1 to the resolver."""
    target = check_url("https://2130706433/", loopback=False)
    assert not sending.post(target, b"{}", {}, loopback=False).ok


def test_a_signature_is_what_the_page_says():
    body = '{"号":1}'.encode()
    told = sign("whsec_x", 1_700_000_000, body)
    mac = hmac.new(b"whsec_x", b"1700000000." + body, hashlib.sha256).hexdigest()
    assert told == f"v1={mac}"
    assert is_genuine("whsec_x", 1_700_000_000, body, told, now=1_700_000_300)
    assert not is_genuine("whsec_x", 1_700_000_000, body, told, now=1_700_000_301)
    assert not is_genuine("whsec_x", 1_700_000_000, body + b" ", told, now=1_700_000_000)
    assert not is_genuine("whsec_y", 1_700_000_000, body, told, now=1_700_000_000)
    assert not is_genuine("whsec_x", 1_700_000_001, body, told, now=1_700_000_001)
