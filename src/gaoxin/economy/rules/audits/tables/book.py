"""The thresholds of the audit and the words of each kind of finding, from catalogue/audits/tables.yaml."""

from __future__ import annotations

import msgspec


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ceiling: the highest score. why: why not more. do: what the reader does about it. In Chinese and English."""

    ceiling: float
    name: str
    english: str
    why: str
    do: str
    do_english: str


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is read at most. Bytes, rows and cells; web_bytes for what is sent to the page or the API."""

    bytes: int
    web_bytes: int
    rows: int
    columns: int
    cells: int
    memory: str
    findings: int


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """See the comments in the file: each says what it guards against."""

    reported: float
    least_step: float
    peers: int
    share_names: str
    percent_names: str
    signed_names: str
    level_names: str
    unit_names: str
    period_names: str
    code_names: str
    identity_columns: int
    identity_holds: float
    gap_rate: float
    factor_units: int
    copied_points: int


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str
    limits: Limits
    thresholds: Thresholds
    kinds: dict[str, Kind]
