"""What belongs together, guessed for a person to confirm: repeated figures, and the wholes that shares, pulls and parts are of."""

from __future__ import annotations

import re
from dataclasses import replace

from gaoxin.economy.rules.audits.claims.claim import LEVELS, OF_A_WHOLE
from gaoxin.economy.rules.audits.claims.units import unit_of
from gaoxin.economy.rules.audits.reading.figures import Figure
from gaoxin.economy.rules.audits.reading.phrases import Phrase

PRODUCT = "生产总值"
ALL = "整体"
_OF_ALL = re.compile(r"^(?:全|我)[省市区县国](?!场)")


def related(figures: list[Figure]) -> list[Figure]:
    """The same figures, each once, wholes settled on the subjects that the text has."""
    figures = _by_unit(figures)
    levels = [f for f in figures if f.kind in LEVELS]
    subjects = list(dict.fromkeys(f.name for f in levels))
    merged: dict[tuple[object, ...], Figure] = {}
    for figure in (_settled(f, subjects) for f in figures):
        key = (figure.kind, figure.name, figure.value, figure.unit, figure.whole, figure.bound, figure.period)
        known = merged.get(key)
        merged[key] = replace(known, places=known.places + figure.places) if known else figure
    return list(merged.values())


def _by_unit(figures: list[Figure]) -> list[Figure]:
    """26支118人的队伍: one name counted in two units is two things."""
    first: dict[Phrase, str] = {}
    told: list[Figure] = []
    for figure in figures:
        unit = unit_of(figure.unit)
        if figure.kind in LEVELS and unit is not None:
            counted = figure.unit if unit.exact else unit.kind
            if first.setdefault(figure.name, counted) != counted:
                figure = replace(figure, indicator=f"{figure.indicator}（{figure.unit}）")
        told.append(figure)
    return told


def _settled(figure: Figure, subjects: list[Phrase]) -> Figure:
    if figure.kind not in OF_A_WHOLE:
        return figure
    whole = _whole(figure, subjects)
    indicator = figure.indicator
    if indicator == figure.whole and figure.scope:  # the part is measured like the whole it was found to be of
        indicator = whole.indicator
    return replace(figure, whole=whole.indicator, whole_scope=whole.scope, indicator=indicator)


def _whole(figure: Figure, subjects: list[Phrase]) -> Phrase:
    """The subject meant by the words of a share or a pull: named so, or the one figure that measures the same of everything."""
    written = figure.whole.strip("的")
    written = _OF_ALL.sub("", written) or written
    own = figure.name
    others = [subject for subject in subjects if subject != own]
    if written.upper() == "GDP" or written.endswith(PRODUCT):
        written = next((s.indicator for s in others if s.indicator.endswith(PRODUCT)), written)
    for subject in others:
        if subject.indicator == written or f"{subject.scope}{subject.indicator}" == written:
            return subject
    for subject in others:
        if subject.indicator == own.indicator and subject.scope and subject.scope == written:
            return subject
    if own.scope:
        alike = [s for s in others if s.indicator == own.indicator and not s.scope]
        if alike and (not written or _akin(written, own.indicator)):
            return alike[0]
    near = [s for s in others if not s.scope and _within(written, s.indicator)]
    if near:
        return near[0]
    return Phrase(written or ALL)


def _akin(written: str, indicator: str) -> bool:
    """Whether words such as 规模以上工业 name the whole of an indicator such as 工业增加值: they share two signs in a row, or mean all."""
    if written.startswith(("全", "地区", "总")):
        return True
    return any(written[n : n + 2] in indicator for n in range(len(written) - 1))


def _within(written: str, indicator: str) -> bool:
    """全社会投资 within 全社会固定资产投资总额: its signs in order, most of the name."""
    if len(written) < 4:
        return False
    rest = iter(indicator)
    return all(sign in rest for sign in written) and written[:2] == indicator[:2]
