"""The card before the figure auditor: its own figures, and what published texts print of the same figures, beside the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.core.figures import Figure
from gaoxin.economy.rules.audits.claims.audit import audit
from gaoxin.economy.rules.audits.claims.claim import Claim, Document, Kind, Subject, Sum
from gaoxin.economy.rules.audits.claims.fields import read_number
from gaoxin.economy.rules.audits.claims.telling import as_dict
from gaoxin.economy.rules.audits.claims.units import unit_of
from gaoxin.economy.rules.card.text import About, Language, Template, amount
from gaoxin.economy.rules.reports.book import Phrase

OWN = Phrase("本卡的数字", "The card's own figures")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Printed(_Part, frozen=True):
    """A figure as a text prints it. text: its words. direction: `up` or `down` where they say that a share rose or fell to it."""

    figure: str
    value: str
    text: str = ""
    direction: str = ""


class Published(_Part, frozen=True):
    """A text that is already out, about a zone's year."""

    zone: str
    year: int
    title: Phrase
    source: str
    figures: tuple[Printed, ...]


class _File(_Part, frozen=True):
    texts: tuple[Published, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that a text prints otherwise than the records give it. name: zh and en. computed: by language, as on the card."""

    key: str
    name: str
    printed: str
    computed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """own: the card itself, not a text. told: the audit as data (`audit-figures`). unbacked: figures that the records do not give."""

    own: bool
    title: Phrase
    source: str
    told: Mapping[str, Any]
    differences: tuple[Difference, ...] = ()
    unbacked: tuple[str, ...] = ()


def read_published(root: Path, template: Template) -> tuple[Published, ...]:
    """Reads `root/indicators/published.yaml`. Raises Invalid for a mistake, an unknown figure, or a value that is no number."""
    path = root / "indicators" / "published.yaml"
    try:
        texts = msgspec.convert(yaml.safe_load(path.read_bytes()), _File).texts
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"published.yaml: {error}", do="按文件修改 correct the file") from error
    about = {one.figure: one for one in template.claims}
    for printed in (one for text in texts for one in text.figures):
        if printed.figure not in about:
            raise Invalid(f"published.yaml: 没有这个指标 no such claim in card.yaml: {printed.figure}")
        _claim(about, printed.figure, printed.value, printed)
    return texts


def check(
    template: Template, texts: Sequence[Published], figures: Mapping[str, Figure], *, zone: str, year: int
) -> tuple[Checked, ...]:
    """The card's own figures first, then each text of that zone and year."""
    about = {one.figure: one for one in template.claims}
    ours = {
        key: _claim(about, key, f"{one.bound}{one.value}{one.unit}", text=one.name)
        for key in about
        if (one := figures.get(key)) is not None and one.value is not None
    }
    found = [Checked(True, OWN, "", _audited(template, ours))]
    for text in texts:
        if (text.zone, text.year) == (zone, year):
            printed = {one.figure: _claim(about, one.figure, one.value, one) for one in text.figures}
            found.append(
                Checked(
                    False, text.title, text.source, _audited(template, printed),
                    tuple(_difference(one, figures[one.figure]) for one in text.figures
                          if one.figure in ours and not _meet(printed[one.figure], ours[one.figure])),
                    tuple(one.figure for one in text.figures if one.figure not in ours),
                )
            )  # fmt: skip
    return tuple(found)


def as_json(found: Sequence[Checked]) -> list[dict[str, Any]]:
    """For the card's JSON and its bundle."""
    return [
        {
            "kind": "own" if one.own else "published", "title": {"zh": one.title.zh, "en": one.title.en}, "source": one.source,
            **one.told, "unbacked": list(one.unbacked),
            "differences": [
                {"figure": other.key, "name": other.name, "printed": other.printed, "computed": dict(other.computed)}
                for other in one.differences
            ],
        }
        for one in found
    ]  # fmt: skip


def sentences(one: Checked, language: Language) -> str:
    """What was found, in one paragraph."""
    told, zh = one.told, language == "zh"
    count, found = told["claims"], told["contradictions"]
    if zh:
        said = [f"{count} 个数字{f'中有 {len(found)} 处矛盾' if found else '没有矛盾'}。"]
        said += [
            f"与记录不同：{other.name} 印 {other.printed}，记录算出 {other.computed['zh']}。"
            for other in one.differences
        ]
    else:
        said = [f"{count} figures, {f'{len(found)} contradictions' if found else 'none contradicts another'}."]
        said += [
            f" Other than the records: {other.name}, printed {other.printed}, computed {other.computed['en']}."
            for other in one.differences
        ]
    return "".join([said[0], *(("" if zh else " ") + other["reason"][language] for other in found), *said[1:]])


def _audited(template: Template, claims: Mapping[str, Claim]) -> dict[str, Any]:
    sums = tuple(
        Sum(claims[one.whole].subject, tuple(claims[part].subject for part in one.parts), one.complete)
        for one in template.sums
        if {one.whole, *one.parts} <= claims.keys()
    )
    return as_dict(audit(Document(tuple(claims.values()), sums)))


def _claim(about: Mapping[str, About], key: str, value: str, printed: Printed | None = None, text: str = "") -> Claim:
    one, read = about[key], read_number(value)
    unit = unit_of(read[1]) if read else None
    if read is None or unit is None:
        raise Invalid(
            f"{key}: 数值或单位无法读取 neither a number with a unit: {value}", do="写成 8.9个百分点 write it so"
        )
    number, _, bound = read
    whole = about[one.whole] if one.whole else None
    return Claim(
        key, Kind(one.kind), Decimal(number), unit, Subject(one.indicator, one.scope),
        Subject(whole.indicator, whole.scope) if whole else Subject(one.whole_name) if one.whole_name else None,
        printed.text if printed else text, bound, printed.direction if printed else "",
    )  # fmt: skip


def _meet(one: Claim, other: Claim) -> bool:
    """Whether both may be the same number before rounding."""
    return not one.allowed.meet(other.allowed).empty


def _difference(printed: Printed, figure: Figure) -> Difference:
    return Difference(
        printed.figure, figure.name, printed.value, {"zh": amount(figure, "zh"), "en": amount(figure, "en")}
    )
