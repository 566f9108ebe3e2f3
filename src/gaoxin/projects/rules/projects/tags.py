"""Exactly one of 延链, 补链, 强链, with a reason; and what is wrong with a row of a file."""

from __future__ import annotations

from dataclasses import dataclass

from gaoxin.core.errors import Invalid

KINDS = ("extend", "supplement", "strengthen")
WORDS = {"延链": "extend", "补链": "supplement", "强链": "strengthen"}
SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class RowError:
    """row: of the file, its heading being 1. what: the mistake in words."""

    row: int
    what: str


def check_kind(kind: str) -> None:
    """Raises Invalid unless it is exactly one of the three."""
    if kind not in KINDS:
        raise Invalid(
            f"须且只能选一类 exactly one kind: {kind[:60]!r}", why="每个项目只能是延链、补链、强链之一 a project is one of the three",
            do=f"可选 choose: {', '.join(KINDS)}",
        )  # fmt: skip


def kind_of(text: str) -> str:
    """The code of what a cell says, in Chinese or as a code. Raises Invalid for none, two, or another word."""
    parts = [
        part.strip() for part in text.replace("、", ",").replace("/", ",").replace("，", ",").split(",") if part.strip()
    ]
    kind = WORDS.get(parts[0], parts[0]) if len(parts) == 1 else text
    check_kind(kind)
    return kind


def check_reason(reason: str) -> None:
    """Raises Invalid for a reason that says nothing."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            "没有写明理由 no reason is given",
            why="类别要能复核 the kind must be open to review",
            do="写明补的是哪个环节 say which link it serves",
        )
