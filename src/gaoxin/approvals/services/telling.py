"""Written notices: every outcome is told, dated and signed (行政许可法 32(2), 38, 44)."""

from __future__ import annotations

from collections.abc import Sequence

from gaoxin.approvals.rules.cases.notices import notice
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Work
from gaoxin.trust import services as trust

NOTICES = frozenset({"corrections", "suspended", "extended"})


def tell(work: Work, outcome: str, lines: Sequence[tuple[str, str]] = (), *, article: str = "") -> str:
    """Write the notice of this outcome, as part of the act. Returns its key; it is signed when the seals are next set."""
    case = work.case
    content = notice(
        outcome,
        work.item,
        number=case.number,
        applicant=case.applicant.name,
        at=rulebook.calendar().local(work.at),
        article=article or work.act.article,
        lines=[("事项", work.item.name.zh), ("办件编号", case.number), *lines],
    )
    kind = "notice" if outcome in NOTICES else "receipt"
    pk = trust.issue_document(
        zone=case.zone, kind=kind, subject=f"case:{case.id}", title=content["title"], content=content, at=work.at
    )
    return str(pk)
