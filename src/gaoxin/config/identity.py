"""Identity providers (OpenID Connect) that an installation trusts, from one YAML file. Read before Django is there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from gaoxin.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """id: part of the address of return. claim: what names the login here. secret: never in the file itself."""

    id: str
    name: str
    server_url: str
    client_id: str
    secret: str
    claim: str

    @property
    def origin(self) -> str:
        """Scheme and host, for the content security policy."""
        parts = urlsplit(self.server_url)
        return f"{parts.scheme}://{parts.netloc}"

    def app(self) -> dict[str, Any]:
        """As allauth reads it."""
        return {
            "provider_id": self.id, "name": self.name, "client_id": self.client_id, "secret": self.secret,
            "settings": {"server_url": self.server_url, "claim": self.claim, "oauth_pkce_enabled": True},
        }  # fmt: skip


def identity_providers(path: str) -> list[IdentityProvider]:
    """The providers of the file; none for an empty path. Raises Invalid naming what is wrong."""
    if not path:
        return []
    try:
        rows = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        return [_provider(row) for row in rows]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Invalid(f"GAOXIN_OIDC={path}: {error!r}", do="docs/reference/settings.md") from error


def _provider(row: dict[str, Any]) -> IdentityProvider:
    host = urlsplit(row["server_url"])
    if host.scheme != "https" and host.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise Invalid(
            f"GAOXIN_OIDC: {row['server_url']}", why="须为 https must be https", do="docs/reference/settings.md"
        )
    secret = os.environ.get(row["secret_env"], "") if "secret_env" in row else _read(row["secret_file"])
    return IdentityProvider(
        row["id"], row["name"], row["server_url"], row["client_id"], secret, row.get("claim", "preferred_username")
    )


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").strip()
