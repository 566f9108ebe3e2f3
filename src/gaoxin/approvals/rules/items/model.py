"""The shape of an item (事项): one source for the YAML, its JSON Schema, the pinned copy in the database and the code.

Elements follow 实施清单 (GB/T 39554.2, names in docs/reference/items.md). Everything is immutable: a reform makes a new
`Item`. Limits are text such as `7wd` (see `gaoxin.core.limits`), so that a definition stays readable and comparable.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Literal

import msgspec

from gaoxin.core.references import LegalReference

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
FactName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
LimitText = Annotated[str, msgspec.Meta(pattern=r"^\d+(\.\d+)?(wd|wh|d|mo|y)$")]
Confidence = Literal["high", "medium", "low"]
Basis = tuple[LegalReference, ...]
FactValue = str | int | float | bool

Stage = Literal[
    "project-initiation", "construction-planning", "construction", "completion", "enterprise", "labour", "talent"
]
Way = Literal["held", "fetched", "promised", "deferred", "uploaded"]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of every element: immutable, unknown keys refused, defaults left out when written."""


class Text(Struct, frozen=True):
    """A phrase in both languages."""

    zh: Annotated[str, msgspec.Meta(min_length=1)]
    en: Annotated[str, msgspec.Meta(min_length=1)]


class Rule(Struct, frozen=True, rename={"is_": "is", "not_": "not", "in_": "in"}):
    """A condition a machine can check: a comparison of one fact, or a combination of rules.

    Amounts are in yuan, areas in square metres, dates ISO. An unknown fact makes the rule unknown, never false.
    """

    fact: FactName | None = None
    is_: FactValue | None = None
    not_: FactValue | None = None
    in_: tuple[str, ...] | None = None
    gt: float | None = None
    ge: float | None = None
    lt: float | None = None
    le: float | None = None
    before: str | None = None  # another fact, or an ISO date: this fact's date is on or before it
    known: bool | None = None
    all: tuple[Rule, ...] | None = None
    any: tuple[Rule, ...] | None = None
    none: tuple[Rule, ...] | None = None


class Authority(Struct, frozen=True):
    """Who decides. `code` is the implementing body's USCC; `competence` what it may decide."""

    name: Text
    code: str
    level: Literal["state", "province", "city", "district", "zone"] = "zone"
    competence: str = ""
    guided_by: str = ""  # the central department, 中央业务指导部门


class Source(Struct, frozen=True):
    """Where a field's value is already kept."""

    registry: Code
    field: FactName


class Field(Struct, frozen=True):
    """One entry of the form. `prefill` says that the platform fills it from `source` instead of asking."""

    code: FactName
    name: Text
    type: Literal["text", "integer", "number", "money", "area", "date", "choice", "boolean", "identifier", "phone"]
    required: bool = True
    choices: tuple[str, ...] = ()
    source: Source | None = None
    prefill: bool = False
    locked: bool = False  # a prefilled value that the applicant may dispute but not overwrite
    check: Literal["", "uscc", "citizen-id", "project-code", "region", "industry"] = ""
    basis: Basis = ()


class Issuer(Struct, frozen=True):
    """Who makes a material. `holder`: in this zone's licence vault (`zone`) or with another authority (`share`)."""

    kind: Literal["applicant", "authority", "third-party"]
    name: str
    holder: Literal["", "zone", "share"] = ""
    registry: Code | None = None  # which connection fetches it, where holder is `share`


class Promise(Struct, frozen=True):
    """May a written commitment stand in for the material (告知承诺)? `evidence` is what must follow, and when;
    `evidence_from` who brings it: the applicant hands it in, or an officer looks for themselves (on site, in supervision)."""

    allowed: bool = False
    evidence: str = ""
    evidence_from: Literal["applicant", "officer"] = "applicant"
    within: LimitText | None = None
    why_not: str = ""
    basis: Basis = ()


class Defer(Struct, frozen=True):
    """May it follow after acceptance (容缺)? Only for secondary materials, within the stated limit."""

    allowed: bool = False
    within: LimitText | None = None
    basis: Basis = ()


class Material(Struct, frozen=True):
    """One document the item needs. `ways` are the ways it may be met, in the order they are tried."""

    code: Code
    name: Text
    issuer: Issuer
    necessity: Literal["required", "conditional", "optional"] = "required"
    when: Rule | None = None
    main: bool = True  # 主要材料; false = secondary, the kind that 容缺 may wait for
    form: Literal["paper", "electronic", "both"] = "both"
    original: bool = False
    copies: int = 1
    media: tuple[str, ...] = ("pdf",)
    proves: str = ""
    generated: bool = False  # written by the platform from the form, then signed
    vault_kind: Code | None = None  # the vault's word for it, where it differs from `code`
    ways: tuple[Way, ...] = ("uploaded",)
    promise: Promise = Promise()
    defer: Defer = Defer()
    phases: tuple[Code, ...] = ()  # empty: every phase
    phase_scoped: bool = False  # the paper of one phase does not serve the next
    basis: Basis = ()


class Situation(Struct, frozen=True):
    """A 情形: when it holds, materials are added or dropped."""

    code: Code
    name: Text
    when: Rule
    adds: tuple[Code, ...] = ()
    drops: tuple[Code, ...] = ()
    basis: Basis = ()


class Condition(Struct, frozen=True):
    """A condition of approval. `rule` where a machine can check it; otherwise the reviewer judges."""

    code: Code
    text: Text
    rule: Rule | None = None
    material: Code | None = None  # the document that shows it
    phases: tuple[Code, ...] = ()
    basis: Basis = ()


class Step(Struct, frozen=True):
    """One act of the procedure. Steps of one `order` run in parallel; `officers` must each give an opinion."""

    code: Code
    name: Text
    role: Literal["clerk", "reviewer", "supervisor", "head", "seal_keeper"]
    order: int
    officers: int = 1
    onsite: bool = False
    limit: LimitText | None = None
    when: Rule | None = None
    excluded: bool = False  # hearing, expert review …: its days do not count (行政许可法 45)
    basis: Basis = ()


class Bound(Struct, frozen=True):
    """A limit with the article that sets it."""

    limit: LimitText
    basis: Basis = ()


class Extension(Struct, frozen=True):
    """One extension of the deciding period, by whom, on which article."""

    limit: LimitText
    by: Literal["head", "government"] = "head"
    times: int = 1
    basis: Basis = ()


class Limits(Struct, frozen=True):
    """Every period of the item. `statutory` binds in law, `promised` is the zone's word; the shorter is the due date."""

    statutory: Bound
    promised: Bound
    correction: Bound
    delivery: Bound
    extension: Extension | None = None
    evidence_grace: Bound | None = None  # days after a commitment's due day before it counts as breached
    count_service: bool = False  # Saturday service hours count as statutory time: only if the item says so


class Keep(Struct, frozen=True):
    """What the holder must do with the licence after it is issued, each a limit with its article."""

    start_within: Bound | None = None
    start_extensions: int = 0
    start_extension: Bound | None = None
    stop_report: Bound | None = None
    reverify_after: Bound | None = None
    renew_before: Bound | None = None


class Result(Struct, frozen=True):
    """What a grant issues. `type_code` is the 21-character GB/T 36904 certificate type.

    sample: the template from which the platform renders a specimen of it (结果样本); no specimen files are shipped.
    """

    kind: Literal["licence", "approval", "filing-receipt", "opinion", "certificate"]
    name: Text
    type_code: str
    sample: str
    number: Literal["construction-permit", "serial"] = "serial"
    number_class: str = "01"  # the last two digits of a construction-permit number
    preamble: str = ""
    shows: tuple[FactName, ...] = ()  # fields of the form that the licence shows, in order
    notes: tuple[str, ...] = ()
    valid_for: LimitText | None = None
    renewable: bool = False
    keep: Keep = Keep()
    provides: tuple[Code, ...] = ()  # vault kinds that later items find `held`
    basis: Basis = ()
    confidence: Confidence = "high"


class Window(Struct, frozen=True):
    """What the counter may do. Refusal and non-acceptance always need a supervisor; reforms add duties on top."""

    redirect_required: bool = False  # say where and how instead (首问负责, 窗口无否决权)
    reply_within: LimitText | None = None  # a matter registered for reply must be answered by then
    basis: Basis = ()


class Service(Struct, frozen=True):
    """How an applicant meets the item."""

    visits: int
    visit_reason: str = ""
    online: Literal["I", "II", "III", "IV"] = "II"
    immediate: bool = False  # 即办件
    channels: tuple[Literal["window", "online", "post"], ...] = ("window",)
    saturday: bool = False
    steward: bool = False
    wet_signature: bool = True
    physical_seal: bool = True
    place: str = ""
    hours: str = ""
    fee: bool = False
    fee_basis: Basis = ()
    enquiry: str = ""
    complaint: str = ""
    basis: Basis = ()


class Commitment(Struct, frozen=True):
    """告知承诺 as the item offers it: terms that the authority states once, and what follows if they are not kept."""

    terms: tuple[Text, ...]
    excludes: tuple[Literal["serious-dishonesty", "false-commitment", "late-commitment"], ...]
    verify: Literal["data", "onsite", "daily"] = "data"
    correct_within: LimitText | None = None
    materials: tuple[Code, ...] = ()
    basis: Basis = ()


class PostCheck(Struct, frozen=True):
    """Verification after the decision: what is looked at, how, by when."""

    code: Code
    text: Text
    within: LimitText
    onsite: bool = False
    basis: Basis = ()


class Ground(Struct, frozen=True):
    """A coded statutory ground of refusal. Nothing else may refuse a case."""

    code: Code
    text: Text
    basis: Annotated[Basis, msgspec.Meta(min_length=1)]


class Phase(Struct, frozen=True):
    """A part of the work that may be permitted by itself; a later phase needs the former."""

    code: Code
    name: Text
    after: tuple[Code, ...] = ()
    carries: tuple[Code, ...] = ()  # materials that need not be handed in again for the next phase
    facts: tuple[FactName, ...] = ()  # dated facts of the project that must lie behind before it may be asked for
    basis: Basis = ()


class Remedies(Struct, frozen=True):
    """Reconsideration and litigation, told with every unfavourable decision (行政许可法 38)."""

    reconsideration: str
    litigation: str
    basis: Basis = ()


class Applied(Struct, frozen=True):
    """A reform that made this item what it is."""

    reform: Code
    basis: Basis = ()


class Item(Struct, frozen=True):
    """One dated version of one item, whole. `transformed_by` is empty for the law as it stands in the catalogue."""

    code: Code
    name: Text
    stage: Stage
    kind: Literal["licence", "filing", "review", "confirmation", "service"]
    authority: Authority
    valid_from: dt.date
    valid_to: dt.date | None
    basis: Annotated[Basis, msgspec.Meta(min_length=1)]
    applicants: tuple[Literal["enterprise", "person", "agency"], ...]
    limits: Limits
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1)]
    result: Result
    service: Service
    remedies: Remedies
    refusal_grounds: tuple[Ground, ...]
    applies: Rule | None = None
    applies_basis: Basis = ()
    risk: Literal["ordinary", "high"] = "ordinary"
    risk_reason: str = ""
    situations: tuple[Situation, ...] = ()
    fields: tuple[Field, ...] = ()
    materials: tuple[Material, ...] = ()
    conditions: tuple[Condition, ...] = ()
    post_verification: tuple[PostCheck, ...] = ()
    commitment: Commitment | None = None
    phases: tuple[Phase, ...] = ()
    phase: Code | None = None
    facts: tuple[FactName, ...] = ()  # dated facts of the project that must lie behind before the whole is asked for
    prerequisites: tuple[Code, ...] = ()
    window: Window = Window()
    transformed_by: tuple[Applied, ...] = ()

    def material(self, code: str) -> Material:
        """The material of that code. Raises KeyError if the item has none."""
        for material in self.materials:
            if material.code == code:
                return material
        raise KeyError(code)

    @property
    def reforms(self) -> tuple[str, ...]:
        return tuple(applied.reform for applied in self.transformed_by)


def encode(item: Item) -> bytes:
    """Canonical JSON of an item: sorted keys, defaults left out. Equal items give equal bytes."""
    return msgspec.json.encode(item, order="sorted")


def decode(body: bytes | str) -> Item:
    """The item written by `encode`."""
    return msgspec.json.decode(body, type=Item)


def digest(item: Item) -> str:
    """SHA-256 of the canonical JSON, hex: what a case pins for life."""
    return hashlib.sha256(encode(item)).hexdigest()
