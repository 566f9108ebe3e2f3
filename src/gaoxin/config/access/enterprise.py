"""Pages of enterprises."""

from __future__ import annotations

from gaoxin.config.access.kinds import ENTERPRISE, Access

ENTERPRISE_PAGES: dict[str, Access] = {
    "my:home": ENTERPRISE,
    "my:need": ENTERPRISE,
    "my:start": ENTERPRISE,
    "my:case": ENTERPRISE,
    "my:form": ENTERPRISE,
    "my:dispute": ENTERPRISE,
    "my:documents": ENTERPRISE,
    "my:upload": ENTERPRISE,
    "my:submit": ENTERPRISE,
    "my:sign": ENTERPRISE,
    "my:receipt": ENTERPRISE,
    "my:corrections": ENTERPRISE,
    "my:withdraw": ENTERPRISE,
    "my:evidence": ENTERPRISE,
    "my:report": ENTERPRISE,
    "my:rate": ENTERPRISE,
    "my:document": ENTERPRISE,
    "my:licence": ENTERPRISE,
    "my:file": ENTERPRISE,
}
