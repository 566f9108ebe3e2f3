"""What an applicant signs on paper where the window hands in for it: the application, and the letter of a commitment."""

from __future__ import annotations

from gaoxin.approvals.rules.items.model import Issuer, Material, Text
from gaoxin.approvals.rules.reforms.transforms import LETTER

SIGNED_PAPER = Material(
    code="signed-application",
    name=Text("申请人签字的申请表", "Application signed by the applicant"),
    issuer=Issuer("applicant", "申请人"),
    form="paper",
    media=("pdf", "jpg", "png"),
    proves="申请人提出申请，并对申请材料的真实性负责",
)


def papers(*, commits: bool) -> tuple[str, ...]:
    """Codes of the papers that a clerk must show for one application."""
    return (SIGNED_PAPER.code, LETTER) if commits else (SIGNED_PAPER.code,)
