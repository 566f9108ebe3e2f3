"""How a council decides: who counts, the quorum, the majority, a tie. One vote a member; who is not present does not vote.

Shares are compared as whole numbers, so that two thirds of six are exactly four.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.talent.rules.book import Coded, Words

Choice = Literal["yes", "no", "abstain"]
Result = Literal["passed", "rejected", "no-quorum"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Portion(_Part, frozen=True):
    """At least parts of `of`; more: more than that."""

    parts: int
    of: int
    more: bool

    def reached(self, count: int, whole: int) -> bool:
        left, right = count * self.of, whole * self.parts
        return left > right if self.more else left >= right and count > 0


class Majority(Portion, frozen=True):
    """base: whose share, of those present or of all."""

    code: str
    base: Literal["present", "all"]
    name: Words


class Charter(_Part, frozen=True):
    """`council.yaml`."""

    judgement: bool
    source: str
    forms: tuple[Coded, ...]
    kinds: tuple[Coded, ...]
    quorum: Portion
    majorities: tuple[Majority, ...]
    tie: Literal["chair", "rejected"]
    choices: tuple[Coded, ...]
    longest_vote_days: int
    longest_pledge_days: int

    def majority(self, code: str) -> Majority:
        """Raises NotFound."""
        for one in self.majorities:
            if one.code == code:
                return one
        raise NotFound(f"没有这种表决 no such majority: {code[:20] or '—'}", do="从清单里选 choose one of the list")

    def check_form(self, code: str) -> str:
        """The code. Raises NotFound."""
        if code in {one.code for one in self.forms}:
            return code
        raise NotFound(
            f"没有这种联合体 no such form of council: {code[:20] or '—'}", do="从清单里选 choose one of the list"
        )

    def check_kind(self, code: str) -> str:
        """The code. Raises NotFound."""
        if code in {one.code for one in self.kinds}:
            return code
        raise NotFound(
            f"没有这类理事 no such kind of member: {code[:20] or '—'}", do="从四类中选 choose one of the four"
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """members, present: how many. result with how it came about: `majority`, `short`, `quorum`, `chair` (a tie that the chair broke)."""

    members: int
    present: int
    yes: int
    no: int
    abstain: int
    result: Result
    how: Literal["majority", "short", "quorum", "chair"]


def read_charter(root: Path) -> Charter:
    """Reads `root/talent/council.yaml`. Raises Invalid for a mistake or a share that cannot be."""
    try:
        charter = msgspec.convert(yaml.safe_load((root / "talent" / "council.yaml").read_bytes()), Charter)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"council.yaml: {error}", do="按文件修改 correct the file") from error
    shares = (charter.quorum, *charter.majorities)
    codes = [one.code for one in charter.majorities]
    if any(not 0 < one.parts <= one.of for one in shares) or len(set(codes)) != len(codes):
        raise Invalid("council.yaml: 份额不成立或者编码重复 a share that cannot be, or a code twice")
    return charter


def count(
    charter: Charter,
    majority: Majority,
    *,
    members: Set[str],
    present: Set[str],
    votes: Mapping[str, Choice],
    chair: str,
) -> Tally:
    """members: those of the day. present: at the meeting. votes: member -> choice. chair: member, empty for none.

    Votes and presence of anybody who is no member, and votes of who is not present, do not count.
    """
    here = present & members
    given = {member: choice for member, choice in votes.items() if member in here}
    told = Counter(given.values())
    yes, no = told["yes"], told["no"]

    def tally(result: Result, how: Literal["majority", "short", "quorum", "chair"]) -> Tally:
        return Tally(len(members), len(here), yes, no, told["abstain"], result, how)

    if not charter.quorum.reached(len(here), len(members)):
        return tally("no-quorum", "quorum")
    if majority.reached(yes, len(here) if majority.base == "present" else len(members)):
        return tally("passed", "majority")
    tied = majority.more and majority.base == "present" and yes == no and yes + no == len(here)
    if tied and charter.tie == "chair" and given.get(chair) in ("yes", "no"):
        return tally("passed" if given[chair] == "yes" else "rejected", "chair")
    return tally("rejected", "short")
