"""The report card in every form it is given out in: Word, PDF, signed bundle; and the check of a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from gaoxin.core.errors import Invalid
from gaoxin.economy.rendering import bundle as bundles
from gaoxin.economy.rendering import card as rendering
from gaoxin.economy.rules.card.text import Language
from gaoxin.economy.rules.indicators import parts
from gaoxin.economy.selectors import indicators
from gaoxin.economy.selectors.card import Card, as_json, sheet
from gaoxin.economy.selectors.settings import book
from gaoxin.trust.pki import root_pem
from gaoxin.trust.signing import detached
from gaoxin.trust.verification import verify_detached

HEADS = {
    "zh": ("指标", "数值", "舍入前区间", "口径", "来源（行数）"),
    "en": ("Figure", "Value", "Before rounding", "Basis", "Source (rows)"),
}
AUDIT = {"zh": "数字审核", "en": "Audit of the figures"}
BASIS = {"zh": "数字的口径与来源", "en": "Basis and source of each number"}


@dataclass(frozen=True, slots=True)
class Checked:
    """valid: signed by a trusted root and reproduced. recomputed, as_signed: keys of figures. problems: why it is not valid."""

    valid: bool
    signed: tuple[str, ...]
    recomputed: tuple[str, ...]
    as_signed: tuple[str, ...]
    problems: tuple[str, ...]


def language() -> Language:
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def word(card: Card) -> bytes:
    """.docx in the language of the reader."""
    return rendering.word(_sheet(card))


def pdf(card: Card) -> bytes:
    return rendering.pdf(_sheet(card))


def bundle(card: Card) -> bytes:
    """The signed zip. Raises Invalid where even whole industries would show a single enterprise (统计法 28)."""
    snap = indicators.snapshot(zone=card.zone)
    shown = snap.safe
    if shown is None:
        raise Invalid(
            "企业太少，汇总数会显出单个企业 too few enterprises: the sums would show a single one",
            why="统计调查资料保密 survey data are secret", do="不公布数据包，只公布文字 publish the text only", article="统计法 28",
        )  # fmt: skip
    leaves = parts.summed(
        [row for row in snap.engine.leaves() if row[1] // 100 in (card.year - 1, card.year)], shown, book()
    )
    return bundles.pack(
        card=as_json(card), leaves=leaves, shown=shown.parts, scope=snap.scope, catalogue=settings.CATALOGUE,
        sign=lambda data: detached(data, folder=settings.VAR / "pki", name="document"),
    )  # fmt: skip


def check(data: bytes, roots: Sequence[bytes]) -> Checked:
    """Offline: nothing of this installation is read but the given roots. Never raises for what is in the file."""
    try:
        files, manifest, signature = bundles.unpack(data)
        verified = verify_detached(manifest, signature, roots)
        problems = [] if verified.valid else list(verified.reasons)
        problems += bundles.recompute(files)
        ours, others = bundles.reproduced(files)
    except Invalid as error:
        return Checked(False, (), (), (), (str(error),))
    except Exception as error:  # a hostile file may break any reader; the answer is the same
        return Checked(False, (), (), (), (f"数据包已损坏 the bundle is damaged ({type(error).__name__})",))
    return Checked(
        not problems, verified.reasons if verified.valid else (), tuple(ours), tuple(others), tuple(problems)
    )


def own_root() -> bytes:
    """The root certificate of this installation."""
    return root_pem(Path(settings.VAR) / "pki")


def _sheet(card: Card) -> dict[str, object]:
    lang = language()
    vintage = card.vintage.date().isoformat() if card.vintage else "—"
    lacking = ", ".join(card.missing) or "—"
    note = {
        "zh": f"数字由记录计算，未手工填写；报表截至 {vintage}。区间为舍入前可能的取值。缺少记录的指标：{lacking}。",
        "en": f"Numbers are computed from records; reports as of {vintage}. Missing for want of records: {lacking}.",
    }[lang]
    demo = "（演示 DEMO）" if card.zone.startswith("demo-") else ""
    return sheet(
        card,
        lang,
        HEADS[lang],
        {
            "audit_title": AUDIT[lang],
            "basis_title": BASIS[lang],
            "note": note,
            "foot": f"{card.zone}{demo}",
            "author": "gaoxin",
        },
    )
