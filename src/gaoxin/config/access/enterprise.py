"""Pages of enterprises."""

from __future__ import annotations

from gaoxin.config.access.kinds import APPLICANTS, ENTERPRISE, Access

QUESTIONS = Access(APPLICANTS)  # the catalogue itself: nobody's

ENTERPRISE_PAGES: dict[str, Access] = {
    "my:home": ENTERPRISE,
    "my:need": QUESTIONS,
    "my:start": QUESTIONS,
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
    "my:extension": ENTERPRISE,
    "my:rate": ENTERPRISE,
    "my:document": ENTERPRISE,
    "my:licence": ENTERPRISE,
    "my:file": ENTERPRISE,
}
