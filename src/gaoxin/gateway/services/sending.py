"""One POST to a stranger's machine: to an address that was looked up and judged, without redirects, short in time and size."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from gaoxin.gateway.rules.addresses import WHY, Target, may_reach

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 10.0
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """ok: the receiver answered 2xx. note: what went wrong otherwise, in few words."""

    ok: bool
    note: str


def post(target: Target, body: bytes, headers: Mapping[str, str], *, loopback: bool) -> Sent:
    """Send once. Never raises for what the other side does or is."""
    try:
        address = _look_up(target, loopback)
    except (OSError, UnicodeError) as error:
        return Sent(False, f"主机无法解析 the host cannot be looked up: {type(error).__name__}")
    if address is None:
        return Sent(False, WHY)
    try:
        return _exchange(target, address, body, headers)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Sent(False, f"没有送达 not delivered: {type(error).__name__}")


def _look_up(target: Target, loopback: bool) -> str | None:
    """The address to connect to; None where any that the name has is not to be reached (a name may have several)."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(may_reach(address, loopback=loopback) for address in addresses):
        return None
    return addresses[0]


def _exchange(target: Target, address: str, body: bytes, headers: Mapping[str, str]) -> Sent:
    """Connect to the very address that was judged, so that a second look-up cannot lead elsewhere."""
    plain = socket.create_connection((address, target.port), timeout=CONNECT_SECONDS)
    watch = threading.Timer(WHOLE_SECONDS, _cut, [plain])
    watch.daemon = True
    watch.start()
    try:
        used = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.secure else plain
        connection = http.client.HTTPConnection(target.host, target.port, timeout=CONNECT_SECONDS)
        connection.sock = used
        connection.request("POST", target.path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_BYTES)
        ok = 200 <= answer.status < 300
        return Sent(ok, "" if ok else f"对方回答 the receiver answered {answer.status}")
    finally:
        watch.cancel()
        plain.close()


def _cut(connection: socket.socket) -> None:
    """The whole exchange has taken too long: a receiver that drips bytes is cut off."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
