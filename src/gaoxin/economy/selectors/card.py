"""The year's report card: its text, the figures that it binds, and as of which filing they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from gaoxin.core.errors import NotFound
from gaoxin.core.figures import Figure
from gaoxin.economy.models import Filing
from gaoxin.economy.rules.card import checking, text
from gaoxin.economy.selectors import published


@dataclass(frozen=True, slots=True)
class Card:
    """sections: by language. figures: those that the text binds or the audit reads. checked: what the auditor says of them and of
    published texts. vintage: the newest filing behind them, None for none."""

    zone: str
    year: int
    titles: Mapping[str, str]
    sections: Mapping[str, tuple[text.Told, ...]]
    figures: Mapping[str, Figure]
    missing: tuple[str, ...]
    checked: tuple[checking.Checked, ...]
    vintage: dt.datetime | None


def template() -> text.Template:
    return _template(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _template(root: Path) -> text.Template:
    return text.read_template(root)


@lru_cache(maxsize=4)
def _published(root: Path) -> tuple[checking.Published, ...]:
    return checking.read_published(root, _template(root))


def card(*, zone: str, year: int) -> Card:
    """Computed when asked. Raises NotFound where the year has no figure at all."""
    told = template()
    found = {one.key: one for one in published.figures(zone=zone, year=year)}
    sections = {language: text.tell(told, found, language) for language in text.CHANGES}
    if not any(section.sentences for section in sections["zh"]):
        raise NotFound(
            f"{year} 年没有可公布的数字 no figure of that year", do="先报送或导入记录 file or import records first"
        )
    used = {piece.key for section in sections["zh"] for one in section.sentences for piece in one if piece.key}
    used |= {one.figure for one in told.claims if one.figure in found and found[one.figure].value is not None}
    bound = {key: found[key] for key in sorted(used)}
    names = {"zh": told.title.zh, "en": told.title.en}
    return Card(
        zone, year, {language: name.format(year=year) for language, name in names.items()}, sections,
        bound,
        tuple(sorted({key for section in sections["zh"] for key in section.missing})),
        checking.check(told, _published(settings.CATALOGUE), bound, zone=zone, year=year),
        Filing.objects.filter(zone=zone).aggregate(last=Max("filed_at"))["last"],
    )  # fmt: skip


def years(*, zone: str) -> list[int]:
    """Years with reports on file, ascending."""
    periods = Filing.objects.filter(zone=zone).exclude(kind="admission").values_list("period", flat=True).distinct()
    return sorted({period // 100 for period in periods})


def as_json(told: Card) -> dict[str, object]:
    """Text in both languages and every figure with unit, basis, source, rows and the interval before rounding."""
    return {
        "zone": told.zone, "year": told.year, "titles": dict(told.titles),
        "vintage": told.vintage.isoformat() if told.vintage else None,
        "sections": {
            language: [{"title": one.title, "text": text.plain(one)} for one in sections if one.sentences]
            for language, sections in told.sections.items()
        },
        "figures": {key: _figure(one) for key, one in told.figures.items()},
        "missing": list(told.missing), "audits": checking.as_json(told.checked),
    }  # fmt: skip


def sheet(told: Card, language: text.Language, heads: Sequence[str], notes: Mapping[str, str]) -> dict[str, object]:
    """What the Word and PDF templates read. heads: of the table of bases. notes: basis_title, note, foot, author."""
    return {
        "title": told.titles[language],
        "sections": [
            {"title": one.title, "text": text.plain(one)} for one in told.sections[language] if one.sentences
        ],
        "audits": [
            {"title": _titled(one, language), "text": checking.sentences(one, language)} for one in told.checked
        ],
        "heads": list(heads),
        "figures": [
            {
                "name": one.name, "value": text.amount(one, language), "basis": one.basis, "source": f"{one.source}（{one.rows:,}）",
                "interval": "–".join(map(str, text.interval(one) or ())) or "—",
            }
            for one in told.figures.values()
        ],
        **notes,
    }  # fmt: skip


def _titled(one: checking.Checked, language: text.Language) -> str:
    title = one.title.zh if language == "zh" else one.title.en
    if one.own:
        return title
    return f"《{one.title.zh}》（{one.source}）" if language == "zh" else f"{title} ({one.source})"


def _figure(one: Figure) -> dict[str, object]:
    between = text.interval(one)
    return {k: v for k, v in one.as_dict().items() if k != "key"} | {
        "exact": None if one.value is None else str(one.value),
        "interval": [str(side) for side in between] if between else None,
    }
