"""Where mail goes out, from GAOXIN_SMTP: smtp://USER:PASSWORD@HOST:PORT; smtps:// for TLS from the first byte, or ?starttls=1."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from gaoxin.core.errors import Invalid

PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Mail:
    """host: empty where no mail is set up."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def read_mail(address: str) -> Mail:
    """Raises Invalid for what is no such address."""
    if not address:
        return Mail()
    told = urlsplit(address)
    try:
        port = told.port or PORTS[told.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not told.hostname:
        raise Invalid(
            "GAOXIN_SMTP 不是邮件服务器地址 is no mail server",
            do="写成 smtp://USER:PASSWORD@HOST:PORT write it like that",
        )
    return Mail(
        told.hostname, port, unquote(told.username or ""), unquote(told.password or ""), told.scheme == "smtps",
        parse_qs(told.query).get("starttls") == ["1"],
    )  # fmt: skip
