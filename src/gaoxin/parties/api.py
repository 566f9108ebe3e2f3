"""For whom the caller may act."""

from __future__ import annotations

import uuid
from typing import Any

from ninja import Router, Schema
from pydantic import Field

from gaoxin.parties import selectors
from gaoxin.runtime.api import Request, answers

router = Router(tags=["主体 parties"])


class Mandate(Schema):
    """A party the caller may act for. item: of that item only; empty for all."""

    party: uuid.UUID
    name: str
    identifier: str = Field(examples=["91441802MADEM00010"])
    item: str


class Mandates(Schema):
    mandates: list[Mandate]


@router.get(
    "/parties",
    response=answers(Mandates),
    url_name="parties",
    operation_id="parties",
    summary="我能代办的主体 for whom I act",
)
def parties(request: Request) -> Any:
    """Parties whose mandate the caller holds now. 依据 行政许可法 29"""
    found = [(uuid.UUID(party), item) for party, item in request.actor.mandates()]
    return {
        "mandates": [
            {
                "party": party, "name": selectors.party_name(zone=request.zone, party_id=party),
                "identifier": selectors.identifier_of(zone=request.zone, party_id=party), "item": item,
            }
            for party, item in found
        ]
    }  # fmt: skip
