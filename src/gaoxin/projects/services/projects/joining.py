"""Project ← lead ← firm, joined by the numbers that a file names."""

from __future__ import annotations

from dataclasses import replace

from gaoxin.core.errors import Invalid
from gaoxin.investment.selectors import leads
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import Project
from gaoxin.projects.services.projects.opening import Opening


def joined(zone: str, opening: Opening, lead: str, identifier: str) -> Opening:
    """With the lead of that number and the firm of that credit code; the lead's firm where no code is given.

    Raises NotFound for an unknown firm, Invalid for an unknown lead, one of another firm, or one that has another project.
    """
    if identifier:
        opening = replace(opening, party_id=parties.party(zone=zone, identifier=identifier).id)
    if not lead:
        return opening
    found = leads.keys_by_number(zone=zone, number=lead)
    if found is None:
        raise Invalid(f"没有这条线索 no such lead: {lead[:40]}")
    key, party = found
    if opening.party_id and party and party != opening.party_id:
        raise Invalid(f"线索 {lead[:40]} 属于另一家企业 the lead is another firm's")
    taken = (
        Project.objects.filter(zone=zone, lead_id=key).exclude(number=opening.number).values_list("number", flat=True)
    )
    if other := taken.first():
        raise Invalid(f"线索 {lead[:40]} 已立项 the lead has a project: {other}")
    return replace(opening, lead_id=key, party_id=opening.party_id or party)
