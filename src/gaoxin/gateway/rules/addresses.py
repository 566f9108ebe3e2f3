"""Where a webhook may go: public hosts over https. A demo zone may also send to this very machine, for trying it out."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from gaoxin.core.errors import Invalid

MOST_CHARACTERS = 500
WHY = "平台不向内部网络发送请求 the platform sends nothing into private networks"


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of an address. path carries the query."""

    secure: bool
    host: str
    port: int
    path: str


def check_url(url: str, *, loopback: bool) -> Target:
    """The parts of an address that may be subscribed. Raises Invalid with the reason. Its IP is checked when it is used."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(url, "地址无法读取 it cannot be read") from None
    if len(url) > MOST_CHARACTERS or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        raise _refused(url, f"地址应为不超过 {MOST_CHARACTERS} 个字符的 ASCII a printable ASCII address")
    if parts.username is not None or parts.password is not None or parts.fragment or not host:
        raise _refused(url, "地址只含主机、端口、路径和查询 host, port, path and query only")
    here = loopback and (host == "localhost" or _is_loopback(host))
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise _refused(url, "须为 https it must be https")
    literal = _literal(host)
    if literal is not None and not may_reach(literal, loopback=loopback):
        raise _refused(url, WHY)
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port or (443 if secure else 80), path)


def may_reach(address: str, *, loopback: bool) -> bool:
    """Whether a delivery may connect to this IP address."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return may_reach(str(inner), loopback=loopback)
    if ip.is_loopback:
        return loopback
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return literal is not None and ipaddress.ip_address(literal).is_loopback


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _refused(url: str, why: str) -> Invalid:
    return Invalid(
        f"不能推送到此地址 a webhook may not go to {url[:80]!r}",
        why=why,
        do="填写公开的 https 地址 give a public https address",
    )
