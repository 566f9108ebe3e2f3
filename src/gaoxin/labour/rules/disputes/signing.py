"""Who signs an award or a settlement, who need not, and when the seal may be put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid, WrongState
from gaoxin.labour.rules.disputes.book import Signatures, Unable, cited


@dataclass(frozen=True, slots=True)
class Stance:
    """What one arbitrator did with a paper. words: the other opinion of who does not sign; of who presides, why others have not."""

    presiding: bool
    signs: bool
    words: str = ""


def check_stance(mine: Stance, others: Sequence[Stance], members: int, rules: Signatures, gone: int = 0) -> None:
    """gone: of the members, who cannot go on and has not signed: the registry has noted why, and nobody waits for them.

    Raises Invalid for a refusal to sign without the opinion, or for a signature of who presides that does not say why others are
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
    if mine.signs and (not majority or len(others) < members - 1 - gone) and not mine.words.strip():
        raise Invalid(
            f"{members} 名仲裁员中只有 {signed} 名签名 so few have signed",
            why="其他仲裁员没有签名的，首席仲裁员说明原因 who presides says why the others have not",
            do="等其他仲裁员签名，或者写明原因 wait for them, or say why", article=cited(rules.basis),
        )  # fmt: skip


def is_majority(signed: int, members: int) -> bool:
    """Whether who signed decide: where nobody presides any more, their last signature ends it (45)."""
    return 2 * signed > members


def check_lost(signed: int, undecided: int, members: int, presided: bool, unable: Unable) -> None:
    """Whether a paper can no longer be signed, so that another tribunal decides. undecided: who sits and has done nothing with it yet.

    Raises WrongState while who presides sits, or while a majority may still sign.
    """
    if presided or is_majority(signed + undecided, members):
        raise WrongState(
            "文书还可以由在任的仲裁员签名 those who sit can still sign", why="多数仲裁员签名即可 a majority is enough",
            do="由在任仲裁员签名；确实不能的，先登记其不能履行职责 they sign, or it is noted that they cannot go on",
            article=cited(unable.basis),
        )  # fmt: skip


def signed_line(
    names: Sequence[tuple[str, bool, str]], members: int, lost: Sequence[tuple[str, bool, str]] = ()
) -> tuple[str, str]:
    """What the paper says: (name, presiding, day) of those who signed, who presides first; (name, presiding, ground) of who could not."""

    def role(presiding: bool) -> str:
        return "独任仲裁员" if members == 1 else "首席仲裁员" if presiding else "仲裁员"

    ordered = sorted(names, key=lambda one: not one[1])
    told = [f"{role(presiding)} {name}（{day} 签名）" for name, presiding, day in ordered]
    told += [f"{role(presiding)} {name}（{ground}，未签名）" for name, presiding, ground in lost]
    return "仲裁员签名", "；".join(told)
