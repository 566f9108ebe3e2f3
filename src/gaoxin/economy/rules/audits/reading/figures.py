"""Figures of a text: every number with its unit, what it is of, and what it says of that."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gaoxin.economy.rules.audits.claims.claim import Kind, printed_interval
from gaoxin.economy.rules.audits.claims.interval import Interval
from gaoxin.economy.rules.audits.claims.units import POINTS, RATIOS, unit_of
from gaoxin.economy.rules.audits.reading import phrases
from gaoxin.economy.rules.audits.reading.numbers import NEAR, Number, numbers
from gaoxin.economy.rules.audits.reading.phrases import Phrase
from gaoxin.economy.rules.audits.reading.text import Text, prepare

_YEAR = re.compile(r"(?<!\d)(\d{4})年(?!\d{1,2}月\d)")
_PART_YEAR = re.compile(
    r"(?:(?P<months>\d{1,2}[-—–~至到]\d{1,2}月)|(?P<half>上半年)|(?P<quarters>前?[一二三四]季度|前[一二三]季度)|(?P<first>前\d{1,2}个月))"
)
_COMPARED_YEAR = re.compile(r"[比较与同]$")
_PLACE = re.compile(
    r"([\u4e00-\u9fff]{2,6}?(?:高新区|开发区|经开区|新区|示范区|自治区|省|市|县|区|镇))(?!场|值|域|块|级|内|外|间|政|民|生产总值)"
)
_WHOLE_PLACES = re.compile(r"^(?:全[省市区县国州]|我[省市区县国])(?!民)")
_ACTING = re.compile(
    r"(?:引进|引入|组建|建设|深化|建成|新建|签约|落户|培育|推动|开展|举办|拥有|吸引|服务|帮助|认定|等省市?|新增|净增|达成|启动|选派|设立|"
    r"办理|办结|受理|发放|组织|举行|成立|走访|解决|开通|新开通|投放|接待|惠及|覆盖|带动|吸纳|安排|推出|出台|投产|设|开工|竣工|建立|布局)$"
)
_REAL = re.compile(r"实际增长|扣除价格|可比价|不变价")
PRICED = re.compile(r"增加值|生产总值|GDP|增值")  # growth of value added is stated at comparable prices


@dataclass(frozen=True, slots=True)
class Figure:
    """text: the clause it stands in. whole: as written, later what it was found to mean. places: (start, end) in the original.

    rank: order in the text. guessed: the fields a person must confirm most.
    """

    text: str
    value: Decimal
    unit: str
    kind: Kind
    indicator: str
    scope: str = ""
    whole: str = ""
    whole_scope: str = ""
    period: str = ""
    bound: str = ""
    direction: str = ""
    basis: str = ""
    estimate: bool = False
    places: tuple[tuple[int, int], ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def interval(self) -> Interval:
        """What the printed digits allow, in its unit."""
        unit = unit_of(self.unit)
        return printed_interval(self.value, self.bound, exact=unit is not None and unit.exact)

    @property
    def name(self) -> Phrase:
        return Phrase(self.indicator, self.scope)


@dataclass(slots=True)
class _Sentence:
    """What carries from one clause to the next: the last subject, its kind, and the whole that 其中 opened."""

    subject: Phrase | None = None
    kind: Kind = Kind.LEVEL
    container: Phrase | None = None
    container_kind: Kind = Kind.LEVEL
    period: str = ""
    topic: Phrase | None = None  # of a clause without a figure: “规模以上工业增加值按可比价格计算，”
    named: list[Phrase] = field(default_factory=list[Phrase])  # subjects in order, for 分别
    before: str = ""  # the words of the growth before, for 分别增长…和…
    listed: Figure | None = None  # the first of several in one list, whose subjects the words do not tell apart
    place: int = 1

    def another(self, one: Number) -> Figure:
        """The next of a list: of the same kind, of a subject that a person must name."""
        assert self.listed is not None
        self.place += 1
        name = f"{self.listed.indicator}（其{self.place}）"
        return replace(self.listed, value=one.value, unit=one.unit, indicator=name, guessed=("indicator", "whole"))


def read(original: str) -> list[Figure]:
    """Every figure of a text in its order, repeated ones each time. Names of places that all figures are of are left out."""
    text = prepare(original)
    found, place, year = numbers(text.plain), _main_place(text.plain), _main_year(text.plain)
    told: list[Figure] = []
    starts = [one.start for one in found]
    before = _Sentence()
    for start, end in text.sentences():
        now = _Sentence(period=_period(text.plain[start:end], year))
        if text.plain[start:end].startswith("其中"):
            now.subject, now.kind = before.subject, before.kind
        inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
        for clause in text.clauses(start, end):
            told.extend(
                _clause(text, clause, [one for one in inside if clause[0] <= one.start < clause[1]], now, place)
            )
        if now.subject is not None:
            before = now
    return told


def _clause(text: Text, span: tuple[int, int], found: list[Number], now: _Sentence, place: str) -> list[Figure]:
    told: list[Figure] = []
    plain, start, years = text.plain, span[0], _years_in(text.plain[span[0] : span[1]])
    if years:
        now.period = years + re.sub(r"^\d{4}", "", now.period)
    if plain.startswith("其中", start) and now.subject is not None:
        now.container, now.container_kind = now.subject, now.kind
    if not found and now.subject is None:
        topic = phrases.noun(phrases.unbracketed(_placeless(plain[span[0] : min(span[1], span[0] + NEAR)], place)))
        now.topic = topic if topic.indicator else now.topic
    for number, one in enumerate(found):
        following = found[number + 1].start if number + 1 < len(found) else span[1]
        left, right = plain[max(start, one.start - NEAR) : one.start], plain[one.end : min(following, one.end + NEAR)]
        if not right and number + 1 < len(found):  # 26支118人的招商队伍
            right = plain[found[number + 1].end : found[number + 2].start if number + 2 < len(found) else span[1]][
                :NEAR
            ]
        words = phrases.unbracketed(_placeless(left, place))
        figure = _respective(one, words, now) or _figure(one, words, right, now)
        bound = one.bound or phrases.bound_of(left, right) or ("~" if one.tenths else "")
        text_before = plain[max(span[0], one.start - NEAR) : one.start]
        shown = text_before + plain[one.start : min(span[1], one.end + NEAR)]
        figure = replace(
            figure, text=shown, period=now.period, places=(text.source(one.start, one.end),), bound=bound,
            estimate=phrases.is_estimate(text_before),
        )  # fmt: skip
        told.append(figure)
        if "分别" in words:
            now.listed, now.place = figure, 1
        start = one.end
    now.listed = None
    return told


def _respective(one: Number, words: str, now: _Sentence) -> Figure | None:
    """“…、…，分别增长3.4%和9.9%”: each growth of the subject in its place."""
    if one.unit not in RATIOS:
        now.before = ""
        return None
    if "分别" in words and phrases.change_of(words):
        now.before = words
        now.named = now.named[-2:]
    elif not (now.before and re.fullmatch(r"[、和及与]*", words)):
        return None
    if not now.named:
        return None
    subject = now.named.pop(0)
    value = one.value.copy_negate() if phrases.change_of(now.before) < 0 else one.value
    return Figure(
        "",
        value,
        one.unit,
        Kind.GROWTH,
        subject.indicator,
        subject.scope,
        basis=_basis(subject),
        guessed=("indicator",),
    )


def _figure(one: Number, left: str, right: str, now: _Sentence) -> Figure:
    if now.listed is not None and now.listed.unit == one.unit and re.fullmatch(r"[、和及与]*", left):
        return now.another(one)
    if one.unit in POINTS:
        return _points(one, left, now)
    if one.unit in RATIOS or one.unit == "倍":
        return _ratio(one, left, right, now)
    return _level(one, left, right, now)


def _level(one: Number, left: str, right: str, now: _Sentence) -> Figure:
    unit = unit_of(one.unit)
    counted = unit is not None and unit.exact and one.value == one.value.to_integral_value()
    kind = Kind.COUNT if counted else Kind.TOTAL if re.search(r"(?:总计|合计)$", left) else Kind.LEVEL
    name, after = phrases.noun(left), phrases.noun_after(right)
    act = phrases.act_after(right)
    if one.listed:
        return Figure("", one.value, one.unit, kind, after)
    if not name.indicator and after and counted:
        name = Phrase(after)
    elif not name.indicator:
        name = now.subject or Phrase(after or one.unit)
        after = ""
    if counted and after and name.indicator != after and not phrases.rises_to(left):
        name = Phrase(after, name.scope) if not _is_noun(name.indicator) else name
    change = phrases.change_of(left)
    if change and not phrases.rises_to(left) and not re.search(r"由(?:原来的?)?$", left):
        name = Phrase(f"{name.indicator}{'增加' if change > 0 else '减少'}", name.scope)
    elif act:
        now.subject, now.kind = name, kind
        return Figure("", one.value, one.unit, kind, name.indicator + act, name.scope)
    else:
        now.subject, now.kind = name, kind
    now.named.append(name)
    if re.search(r"由(?:原来的?)?$", left):
        return Figure("", one.value, one.unit, kind, f"{name.indicator}（原）", name.scope)
    inside = now.container is not None and now.container_kind is kind and now.container != name
    whole = now.container if inside and not change else None
    return Figure(
        "", one.value, one.unit, kind, name.indicator, name.scope, whole.indicator if whole else "", whole.scope if whole else "",
        guessed=("whole",) if whole else (),
    )  # fmt: skip


def _is_noun(phrase: str) -> bool:
    """Whether the words before a count name what is counted; `有效引进`, `深化与…` do not."""
    return not _ACTING.search(phrase)


def _ratio(one: Number, left: str, right: str, now: _Sentence) -> Figure:
    contribution = phrases.contribution_to(left)
    if contribution is not None:
        return _of_whole(one, Kind.CONTRIBUTION, contribution[0], contribution[1], "", now)
    change = 0 if phrases.rises_to(left) else phrases.change_of(left)
    share = phrases.share_of(left)
    if share is not None and (not change or "占" not in left[: left.rfind("增") if "增" in left else None]):
        whole, direction, words = share
        return _of_whole(one, Kind.SHARE, whole, words, direction if phrases.rises_to(left) else "", now)
    name = phrases.noun(_without_change(left))
    kind = Kind.COUNT_GROWTH if now.kind is Kind.COUNT and not name.indicator else Kind.GROWTH
    if change:
        subject = _carried(name, now)
        if name.indicator:
            now.subject, now.kind = subject, Kind.LEVEL
        value = one.value.copy_negate() if change < 0 and one.value > 0 else one.value
        basis = "nominal" if "名义" in left else "comparable" if _REAL.search(left) else _basis(subject)
        return Figure("", value, one.unit, kind, subject.indicator, subject.scope, basis=basis)
    if name.indicator:
        now.subject, now.kind = name, Kind.LEVEL
    else:
        name = Phrase(phrases.noun_after(right)) if phrases.noun_after(right) else _carried(name, now)
    return Figure("", one.value, one.unit, Kind.LEVEL, name.indicator, name.scope, guessed=("kind",))


def _points(one: Number, left: str, now: _Sentence) -> Figure:
    pull = phrases.pull_of(left)
    if pull is not None:
        return _of_whole(one, Kind.PULL, pull[0], pull[1], "", now)
    change = phrases.change_of(left) or (-1 if re.search(r"(?:低于|慢于)", left) else 1)
    value = one.value.copy_negate() if change < 0 else one.value
    share = re.search(r"占(?P<whole>[^占]*?)的?(?:比重|比例|比|份额)", left)
    left = phrases.without_comparison(left)
    name = phrases.noun(_without_change(left[: share.start()] if share else left))
    subject = _carried(name, now)
    if share is not None or "比重" in left or (not name.indicator and now.kind is Kind.SHARE):
        whole = share["whole"] if share else ""
        container = now.container or Phrase("")
        return Figure(
            "", value, one.unit, Kind.SHARE_CHANGE, subject.indicator, subject.scope, whole or container.indicator,
            "" if whole else container.scope, basis=_basis(subject), guessed=("whole",),
        )  # fmt: skip
    return Figure("", value, one.unit, Kind.LEVEL, f"{subject.indicator}（变化）", subject.scope, guessed=("kind",))


def _of_whole(one: Number, kind: Kind, whole: str, words: str, direction: str, now: _Sentence) -> Figure:
    name = phrases.noun(words)
    subject = _carried(name, now)
    if name.indicator:
        now.subject, now.kind = subject, Kind.LEVEL
    if kind is Kind.SHARE:
        now.container, now.container_kind = Phrase(whole), Kind.SHARE
        if now.kind is not Kind.COUNT:
            now.kind = Kind.SHARE
    counted = now.kind is Kind.COUNT and kind is not Kind.SHARE
    if counted and subject.indicator:  # 66 projects pull investment: the investment of those projects does
        subject = Phrase(whole, subject.indicator)
    basis = "" if kind is Kind.SHARE and not direction else _basis(subject)
    return Figure(
        "", one.value, one.unit, kind, subject.indicator, subject.scope, whole, direction=direction, basis=basis, guessed=("whole",)
    )  # fmt: skip


def _carried(name: Phrase, now: _Sentence) -> Phrase:
    if name.indicator:
        return name
    return now.subject or now.topic or Phrase("")


def _without_change(left: str) -> str:
    return re.sub(r"(?:的)?(?:增速|增幅|增长率|涨幅|降幅|跌幅)", "", left)


def _basis(subject: Phrase) -> str:
    return "comparable" if PRICED.search(subject.indicator) else ""


def _main_place(plain: str) -> str:
    """The place a text is about: the name of a place that is written most."""
    found = Counter(match[1] for match in _PLACE.finditer(plain))
    often = [(count, len(name), name) for name, count in found.items() if count > 1]
    return max(often)[2] if often else ""


def _placeless(left: str, place: str) -> str:
    """The words before a number without the name of the place that the whole text is about."""
    text = _WHOLE_PLACES.sub("", left)
    if place and place in text:
        text = text.replace(place, "", 1) if text.index(place) < 12 else text
    return text


def _main_year(plain: str) -> str:
    found = Counter(_YEAR.findall(plain))
    return max(found, key=lambda year: (found[year], year)) if found else ""


def _years_in(clause: str) -> str:
    for found in _YEAR.finditer(clause):
        if not _COMPARED_YEAR.search(clause[: found.start()]):
            return found[1]
    return ""


def _period(sentence: str, year: str) -> str:
    part = _PART_YEAR.search(sentence)
    return f"{_years_in(sentence) or year}{part[0] if part else ''}" if year or part else ""
