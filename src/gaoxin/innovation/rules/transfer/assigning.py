"""A patent that is sold: the seller's part goes to the buyer, those who own it with the seller stay."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.patents.rows import WHOLE, Owner
from gaoxin.innovation.rules.transfer.book import Assignment

OPEN = ("pending", "granted")  # a right that has ended cannot be sold


def assigned(owners: Sequence[Owner], seller: str, buyer: str) -> tuple[Owner, ...]:
    """The owners afterwards, the buyer in the seller's place; a buyer who had a part has both. Raises Invalid where the seller owns
    no part of it."""
    name, into = _plain(seller), _plain(buyer)
    part = next((one for one in owners if _plain(one.name) == name), None)
    if part is None:
        raise Invalid(
            f"{seller} 不是这件专利的权利人 is no owner of the patent: {'、'.join(one.name for one in owners)}",
            why="只有权利人能转让 only an owner can sell it", do="核对成果所列专利和专利台账 check the result and the register",
        )  # fmt: skip
    before = next((one for one in owners if _plain(one.name) == into), None)
    share = part.share_bp
    if before is not None:
        share = None if share is None or before.share_bp is None else share + before.share_bp
    left = [one for one in owners if one is not before]
    found = tuple(Owner(buyer, share) if one is part else one for one in left)
    return (Owner(buyer, found[0].share_bp and WHOLE),) if len(found) == 1 else found


def check_consent(owners: Sequence[Owner], seller: str, buyer: str, consent: str, law: Assignment) -> None:
    """Raises Invalid where others own it too and no paper says that they agree."""
    others = [one.name for one in owners if _plain(one.name) not in (_plain(seller), _plain(buyer))]
    if others and not consent:
        raise Invalid(
            f"还有其他共有人 others own it too: {'、'.join(others)}", why="转让共有的专利须经全体共有人同意 all of them agree to a sale",
            do="写明共有人同意的凭证，或者约定的条款 name the paper in which they do", article=str(law.shared),
        )  # fmt: skip


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()
