"""Pages that everybody may read."""

from __future__ import annotations

from gaoxin.config.access.kinds import PUBLIC, Access

PUBLIC_PAGES: dict[str, Access] = {
    "portal:home": PUBLIC,
    "portal:healthz": PUBLIC,
    "portal:guides": PUBLIC,
    "portal:guide": PUBLIC,
    "portal:figures": PUBLIC,
    "portal:figures-csv": PUBLIC,
    "portal:zone-figures": PUBLIC,
    "portal:grants": PUBLIC,
    "portal:verify": PUBLIC,
    "portal:verify-file": PUBLIC,
    "ui:appearance": PUBLIC,
    "ui:present": PUBLIC,
}
