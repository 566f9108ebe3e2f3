"""Acts on a file as bodies: one shape each, told apart by `act`; each calls the one service that the pages call."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.disputes import (
    challenging,
    changing,
    closing,
    deciding,
    filing,
    hearing,
    papers,
    receiving,
    rehearing,
    replacing,
    signing,
)

Code = Annotated[str, StringConstraints(max_length=32)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Line = Annotated[str, StringConstraints(max_length=300)]
Fen = Annotated[int, Field(ge=0, le=10**13)]


class ActInWords(Schema):
    """correct: what was missing. withdraw, postpone, rehear: the reason; rehear asks for a hearing before a tribunal that changed since.
    answer: the employer's."""

    act: Literal["correct", "withdraw", "answer", "postpone", "rehear"]
    words: Words


class ActChallenge(Schema):
    """party: to whom the arbitrator is tied. ground: a relation of 劳动争议调解仲裁法 33."""

    act: Literal["challenge"]
    arbitrator: uuid.UUID
    party: uuid.UUID
    ground: Code
    words: Words


class ActClaimItem(Schema):
    """number: of the claim that is changed, 0 for a new one."""

    kind: Code
    amount_fen: Fen
    text: Line = ""
    number: Annotated[int, Field(ge=0, le=999)] = 0


class ActChange(Schema):
    act: Literal["change"]
    items: Annotated[list[ActClaimItem], Field(min_length=1, max_length=20)]
    words: Words


class ActCounter(Schema):
    """known_on: when the employer knew of the wrong."""

    act: Literal["counter"]
    items: Annotated[list[ActClaimItem], Field(min_length=1, max_length=20)]
    words: Words
    known_on: dt.date


PartyAct = Annotated[ActInWords | ActChallenge | ActChange | ActCounter, Field(discriminator="act")]


class DeskPlain(Schema):
    """seal: every paper that its arbitrators have signed, where they must. forward: the answer to the claimants.
    archive: once all is sealed and served."""

    act: Literal["seal", "forward", "archive"]
    version: int | None = None


class DeskAccept(Schema):
    act: Literal["accept"]
    identity_checked: bool
    version: int | None = None


class DeskInWords(Schema):
    act: Literal["ask", "suspend", "resume"]
    words: Words
    version: int | None = None


class DeskRefuse(Schema):
    act: Literal["refuse"]
    ground: Code
    words: Words
    version: int | None = None


class DeskAppoint(Schema):
    act: Literal["appoint"]
    arbitrators: Annotated[list[uuid.UUID], Field(min_length=1, max_length=3)]
    presiding: uuid.UUID
    clear: bool = False
    agreed: bool = False
    unreachable: bool = False
    version: int | None = None


class DeskUnable(Schema):
    """An arbitrator cannot go on. ground: ill, left, dead, other. approval: of the chair, and its number. words: why."""

    act: Literal["unable"]
    arbitrator: uuid.UUID
    ground: Code
    approval: Line
    words: Words
    version: int | None = None


class DeskServe(Schema):
    """received_on: none while it is on its way."""

    act: Literal["serve"]
    paper: uuid.UUID
    party: uuid.UUID
    mode: Code
    sent_on: dt.date
    received_on: dt.date | None = None
    consent: bool = False
    refused: bool = False
    shut: bool = False
    note: Line = ""


class DeskHearing(Schema):
    """room: empty for a hearing from afar. link: https."""

    act: Literal["hearing"]
    room: Code = ""
    starts_at: dt.datetime
    minutes: Annotated[int, Field(ge=1, le=600)]
    link: Line = ""
    version: int | None = None


class DeskDecision(Schema):
    """postponement: by who presides. mediation: granted means settled. challenge: what the chair decided; approval: who and number.
    request: on claims that are asked for; waived: the employer wants no time to answer. rehearing: by who presides, on hearing the case
    anew. id: of the challenge or the request."""

    act: Literal["postponement", "mediation", "challenge", "request", "rehearing"]
    granted: bool
    words: Words = ""
    approval: Line = ""
    waived: bool = False
    id: uuid.UUID | None = None
    version: int | None = None


class DeskHold(Schema):
    act: Literal["hold"]
    absent: Literal["", "claimant", "respondent"] = ""


class DeskExtend(Schema):
    act: Literal["extend"]
    approval: Line
    words: Words
    version: int | None = None


class DeskAward(Schema):
    """awarded: fen by number of claim; every claim. stands: where somebody on the tribunal came after the hearing, why it is not held
    again."""

    act: Literal["award"]
    awarded: Annotated[dict[Annotated[int, Field(ge=1, le=999)], Fen], Field(max_length=60)]
    words: Words
    stands: Words = ""
    version: int | None = None


class DeskSign(Schema):
    """By an arbitrator, of a paper that waits for signatures. words: the other opinion of who does not sign; of who presides, why others
    have not."""

    act: Literal["sign"]
    paper: uuid.UUID
    signs: bool = True
    words: Words = ""


DeskAct = Annotated[
    DeskPlain | DeskAccept | DeskInWords | DeskRefuse | DeskAppoint | DeskServe | DeskHearing | DeskDecision | DeskHold | DeskExtend
    | DeskAward | DeskSign | DeskUnable,
    Field(discriminator="act"),
]  # fmt: skip


def party_act(told: dict[str, Any], body: Any) -> None:
    """told: zone, dispute, by, at, key."""
    match body:
        case ActChallenge():
            challenging.challenge(
                **told, arbitrator_id=body.arbitrator, party_id=body.party, ground=body.ground, words=body.words
            )
        case ActChange():
            changing.ask_change(**told, items=_items(body), words=body.words)
        case ActCounter():
            changing.counter(**told, items=_items(body), words=body.words, known_on=body.known_on)
        case _:
            {
                "correct": lambda: filing.correct(**told, facts=body.words),
                "withdraw": lambda: filing.withdraw(**told, reason=body.words),
                "answer": lambda: filing.answer(**told, words=body.words),
                "rehear": lambda: rehearing.ask(**told, words=body.words),
                "postpone": lambda: hearing.ask_postponement(**told, words=body.words),
            }[body.act]()


def desk_act(told: dict[str, Any], body: Any) -> None:
    """The version, where the body has one, goes with it."""
    kept = told | {"version": getattr(body, "version", None)}
    match body:
        case DeskAccept():
            receiving.accept(**kept, identity_checked=body.identity_checked)
        case DeskRefuse():
            receiving.refuse(**kept, ground=body.ground, reasons=body.words)
        case DeskAppoint():
            hearing.appoint(**kept, arbitrators=body.arbitrators, presiding=body.presiding, clear=body.clear, agreed=body.agreed,
                            unreachable=body.unreachable)  # fmt: skip
        case DeskUnable():
            replacing.cannot_go_on(
                **kept, arbitrator_id=body.arbitrator, ground=body.ground, approval=body.approval, words=body.words
            )
        case DeskServe():
            papers.serve(**told, paper_id=body.paper, party_id=body.party, mode=body.mode, sent_on=body.sent_on,
                         received_on=body.received_on, consent=body.consent, refused=body.refused, shut=body.shut,
                         note=body.note)  # fmt: skip
        case DeskHearing():
            start = body.starts_at if body.starts_at.tzinfo else body.starts_at.replace(tzinfo=calendar().tz)
            hearing.set_hearing(**kept, room=body.room, starts_at=start, minutes=body.minutes, link=body.link)
        case DeskHold():
            hearing.hold(**told, absent=body.absent)
        case DeskExtend():
            deciding.extend(**kept, approval=body.approval, reason=body.words)
        case DeskAward():
            deciding.award(**kept, awarded=body.awarded, reasons=body.words, stands=body.stands)
        case DeskSign():
            signing.sign(**told, paper_id=body.paper, signs=body.signs, words=body.words)
        case DeskDecision():
            _decision(told, kept, body)
        case _:
            _plain(told, kept, body)


def _decision(told: dict[str, Any], kept: dict[str, Any], body: DeskDecision) -> None:
    pk = body.id or uuid.UUID(int=0)
    if body.act == "postponement":
        hearing.decide_postponement(**told, granted=body.granted, words=body.words)
    elif body.act == "mediation":
        deciding.mediate(**kept, settled=body.granted, words=body.words)
    elif body.act == "rehearing":
        rehearing.decide(**kept, request_id=pk, granted=body.granted, words=body.words)
    elif body.act == "challenge":
        challenging.decide_challenge(
            **kept, challenge_id=pk, upheld=body.granted, approval=body.approval, words=body.words
        )
    else:
        changing.decide_request(**kept, request_id=pk, granted=body.granted, words=body.words, waived=body.waived)


def _plain(told: dict[str, Any], kept: dict[str, Any], body: Any) -> None:
    match body.act:
        case "ask":
            receiving.ask_corrections(**kept, words=body.words)
        case "suspend":
            deciding.suspend(**told, reason=body.words)
        case "resume":
            deciding.resume(**told, reason=body.words)
        case "forward":
            receiving.forward_answer(**told)
        case "archive":
            closing.archive(**kept)
        case _:
            papers.seal(**{name: told[name] for name in ("zone", "dispute_id", "by", "at")})


def _items(body: ActChange | ActCounter) -> list[changing.Item]:
    return [changing.Item(one.kind, one.amount_fen, one.text, one.number) for one in body.items]
