"""Mail addresses that may be written to."""

from __future__ import annotations

from gaoxin.core.errors import Invalid

LONGEST = 254


def check_address(text: str, domains: frozenset[str] = frozenset(), why: str = "") -> str:
    """The address without outer space. Raises Invalid for what is none, or of another domain than those allowed.

    domains: empty for any. why: said to whoever gives another.
    """
    address = text.strip()
    name, sign, domain = address.rpartition("@")
    clean = all(33 <= ord(c) < 127 and c not in '<>()[]",;:\\' for c in address)
    if not sign or not name or "@" in name or "." not in domain.strip(".") or len(address) > LONGEST or not clean:
        raise Invalid("邮箱地址不对 not a mail address", do="写成 name@example.com 的样子 write it like that")
    if domains and domain.lower() not in domains:
        raise Invalid(
            f"只能寄到园区的邮箱 only to the zone's own addresses: {', '.join(sorted(domains))}", why=why,
            do="换一个地址 choose another address",
        )  # fmt: skip
    return address
