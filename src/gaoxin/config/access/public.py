"""Pages that everybody may read."""

from __future__ import annotations

from gaoxin.config.access.kinds import PUBLIC, Access

PUBLIC_PAGES: dict[str, Access] = {"portal:home": PUBLIC, "portal:healthz": PUBLIC, "ui:appearance": PUBLIC}
