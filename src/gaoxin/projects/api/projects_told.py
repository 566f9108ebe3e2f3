"""What the endpoints of projects take and tell."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Kind = Literal["extend", "supplement", "strengthen"]
Stage = Literal["signed", "land", "permitted", "started", "completed", "producing"]
StageAsked = Literal["none", "signed", "land", "permitted", "started", "completed", "producing"]
Card = Literal["yellow", "red"]
Flow = Literal["contract", "paid", "completed"]
Thousands = Annotated[int, Field(ge=0, le=10**15, description="千元")]


class Line(Schema):
    """A project in a list. stage: derived, empty for none. planned_k: 千元. card: of its worst open block, yellow, red or empty."""

    number: str
    name: str
    kind: Kind
    key: bool
    leader: str
    node: str
    stage: str
    opened_on: dt.date
    planned_k: int
    open_blocks: int
    card: str


class Lines(Schema):
    """next: send it as `after` for the next page; empty on the last."""

    rows: list[Line]
    next: str


class Day(Schema):
    stage: Stage
    on: dt.date


class Leg(Schema):
    """days: calendar days from one stage to the next; null where they came in another order."""

    here: Stage
    to: Stage
    days: int | None


class Event(Schema):
    """module: the part of the platform whose record it is, `record` its number there. kind: the stage it makes, or empty.

    what, about: the fact; text, english: in words."""

    on: dt.date
    what: str
    about: str
    text: str
    english: str
    module: str
    kind: str
    record: str


class Ruling(Schema):
    kind: Kind
    reason: str
    at: dt.datetime
    by: str


class Turn(Schema):
    """A leader's turn; until is null for the one of now."""

    leader: str
    since: dt.date
    until: dt.date | None
    days: int
    note: str


class BlockTold(Schema):
    id: uuid.UUID
    title: str
    office: str
    raised_on: dt.date
    due_on: dt.date
    solved_on: dt.date | None
    solution: str


class AmountTold(Schema):
    """One month's amount in 千元, as it stands after its last revision."""

    month: dt.date
    flow: Flow
    amount_k: int
    revision: int


class LandNeed(Schema):
    """As the lead states it; 0 and empty where not asked. building_m2: floor area. water_m3: a day. gas_m3: an hour."""

    area_m2: int
    use: str
    power_kva: int
    building_m2: int
    water_m3: int
    gas_m3: int
    needed_on: dt.date | None


class ProjectTold(Schema):
    """version: to be sent with an act that changes the file. lead: number of the lead that it came from, empty for none. need: what that
    lead states, null where it states nothing."""

    number: str
    name: str
    project_code: str
    kind: Kind
    node: str
    key: bool
    leader: str
    stage: str
    opened_on: dt.date
    planned_k: int
    lead: str
    need: LandNeed | None
    version: int
    stages: list[Day]
    legs: list[Leg]
    timeline: list[Event]
    kinds: list[Ruling]
    leaders: list[Turn]
    blocks: list[BlockTold]
    investment: list[AmountTold]


class OpenBlock(Schema):
    """days: until the deadline, below zero when it is past. card: yellow, red or empty. to_head: days until it goes to the head."""

    id: uuid.UUID
    number: str
    project: str
    title: str
    office: str
    raised_on: dt.date
    due_on: dt.date
    days: int
    card: str
    escalated: bool
    to_head: int


class OpenBlocks(Schema):
    rows: list[OpenBlock]


class Part(Schema):
    """One new project in the pull. points: percentage points, two decimals."""

    number: str
    now_k: int
    before_k: int
    points: float


class Month(Schema):
    month: dt.date
    contract_k: int
    paid_k: int
    completed_k: int


class ChainCoveredTold(Schema):
    """Nodes of a chain's last version, and how many a firm or a project covered before and after the year. opened: `CHAIN/NODE` that
    projects of the year covered first, by kind (extend, supplement, strengthen). left: nodes that nothing covers yet."""

    chain: str = Field(examples=["electronics"])
    title: str
    title_en: str
    nodes: int
    before: int
    after: int
    percent_before: Decimal | None
    percent_after: Decimal | None
    opened: dict[str, list[str]]
    left: list[str]


class Investment(Schema):
    """pull: percentage points, half up to 0.1; null where nothing was completed in the year before."""

    year: int
    completed_k: int
    previous_k: int
    records: int
    pull: float | None
    change_k: int | None
    parts: list[Part]
    months: list[Month]
    chains: list[ChainCoveredTold]


class NewProject(Schema):
    """leader: login of the responsible leader, needed for a key project. lead: number of the lead that it comes from, with its firm and
    its need of land."""

    number: Annotated[str, Field(min_length=1, max_length=32)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Kind
    reason: Annotated[str, Field(max_length=500)]
    opened_on: dt.date
    project_code: Annotated[str, Field(max_length=24)] = ""
    node: Annotated[str, Field(max_length=64)] = ""
    key: bool = False
    leader: Annotated[str, Field(max_length=100)] = ""
    planned_k: Thousands = 0
    lead: Annotated[str, Field(max_length=32)] = ""


class NewKind(Schema):
    kind: Kind
    reason: Annotated[str, Field(max_length=500)]
    version: Annotated[int, Field(ge=1, le=10**9)]


class NewLeader(Schema):
    """reason: why it is handed over. note: what the successor must know."""

    leader: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=500)]
    note: Annotated[str, Field(max_length=1000)]
    version: Annotated[int, Field(ge=1, le=10**9)]


class HandOverAnswered(Schema):
    """answer: why not, where the successor declines."""

    accept: bool
    answer: Annotated[str, Field(max_length=500)] = ""


class NewDay(Schema):
    kind: Stage
    on: dt.date
    evidence: Annotated[str, Field(max_length=300)]


class NewBlock(Schema):
    title: Annotated[str, Field(max_length=200)]
    office: Annotated[str, Field(max_length=100)]
    due_on: dt.date


class Solution(Schema):
    solution: Annotated[str, Field(max_length=500)]


class NewAmount(Schema):
    """month: its first day. reason: needed where it corrects what is recorded."""

    month: dt.date
    flow: Flow
    amount_k: Thousands
    reason: Annotated[str, Field(max_length=300)] = ""


class NewProduction(Schema):
    """on: the day on which it began. words: what shows it: first goods, invoice or power."""

    on: dt.date
    words: Annotated[str, Field(max_length=500)]


class ProductionAnswer(Schema):
    """answer: why not, where it is rejected."""

    confirm: bool
    answer: Annotated[str, Field(max_length=500)] = ""


class ProductionTold(Schema):
    """confirmed: null while it waits."""

    id: uuid.UUID
    number: str
    on: dt.date
    words: str
    confirmed: bool | None
    answer: str
