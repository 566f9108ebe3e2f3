"""Who signs an award or a settlement, who need not, and when the seal may be put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid, WrongState
from gaoxin.labour.rules.disputes.book import Signatures, cited


@dataclass(frozen=True, slots=True)
class Stance:
    """What one arbitrator did with a paper. words: the other opinion of who does not sign; of who presides, why others have not."""

    presiding: bool
    signs: bool
    words: str = ""


def check_stance(mine: Stance, others: Sequence[Stance], members: int, rules: Signatures) -> None:
    """Raises Invalid for a refusal to sign without the opinion, or for a signature of who presides that does not say why others are
    missing; WrongState for who presides and differs before the majority has signed."""
    if not mine.signs and not mine.words.strip():
        raise Invalid(
            "不签名的，应当写明不同意见 who does not sign states the other opinion", why="少数意见记入笔录 it goes into the record",
            do="写明意见，或者签名 write it, or sign", article=cited(rules.opinions),
        )  # fmt: skip
    if not mine.presiding:
        return
    signed = mine.signs + sum(one.signs for one in others)
    majority = 2 * signed > members
    if not mine.signs and not majority:
        raise WrongState(
            "多数仲裁员还没有签名 the majority has not signed", why="裁决按照多数意见作出 the majority decides",
            do="等其他仲裁员签名 wait for the others", article=cited(rules.opinions),
        )  # fmt: skip
    if mine.signs and (not majority or len(others) < members - 1) and not mine.words.strip():
        raise Invalid(
            f"{members} 名仲裁员中只有 {signed} 名签名 so few have signed",
            why="其他仲裁员没有签名的，首席仲裁员说明原因 who presides says why the others have not",
            do="等其他仲裁员签名，或者写明原因 wait for them, or say why", article=cited(rules.basis),
        )  # fmt: skip


def signed_line(names: Sequence[tuple[str, bool, str]], members: int) -> tuple[str, str]:
    """What the paper says: (name, presiding, day) of those who signed, who presides first."""

    def role(presiding: bool) -> str:
        return "独任仲裁员" if members == 1 else "首席仲裁员" if presiding else "仲裁员"

    ordered = sorted(names, key=lambda one: not one[1])
    return "仲裁员签名", "；".join(f"{role(presiding)} {name}（{day} 签名）" for name, presiding, day in ordered)
