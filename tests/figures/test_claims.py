"""Claims judged by intervals: the article by hand, rounded truths by property, planted errors, minimal sets."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gaoxin.economy.rules.audits.claims.audit import audit
from gaoxin.economy.rules.audits.claims.build import build
from gaoxin.economy.rules.audits.claims.claim import Claim, Document, Kind, Subject, Sum, printed_interval
from gaoxin.economy.rules.audits.claims.conflicts import consistent
from gaoxin.economy.rules.audits.claims.interval import INF, Interval
from gaoxin.economy.rules.audits.claims.telling import as_dict
from gaoxin.economy.rules.audits.claims.units import unit_of

WHOLE, PART = Subject("工业增加值"), Subject("工业增加值", "主导产业")
D = Decimal


def claim(
    name: str, kind: str, value: str | Decimal, unit: str, subject: Subject, whole: Subject | None = None, **more
) -> Claim:
    return Claim(name, Kind(kind), D(value), unit_of(unit), subject, whole, **more)


def article() -> tuple[Claim, ...]:
    return (
        claim("va", "level", "120.98", "亿元", WHOLE), claim("va.growth", "growth", "13.2", "%", WHOLE),
        claim("main", "level", "63.27", "亿元", PART), claim("main.growth", "growth", "16.1", "%", PART),
        claim("main.share", "share", "52.3", "%", PART, WHOLE, direction="up"),
        claim("main.pull", "pull", "8.9", "个百分点", PART, WHOLE),
    )  # fmt: skip


def by_kind(told, kind: str, subject: Subject) -> Interval:
    return next(one.value for one in told.derived if (one.kind, one.subject) == (kind, subject))


def test_the_pull_of_the_article_cannot_be():
    told = as_dict(audit(Document(article())))
    (one,) = told["contradictions"]
    assert one["claims"] == ["main.pull", "main.growth", "main.share", "va.growth"]
    assert (one["suspect"], one["value"], one["unit"]) == ("main.pull", 8.21, "个百分点")
    assert [round(end, 2) for end in one["interval"]] == [8.18, 8.24]
    need = {n.get("claim") or n["derived"]: n for n in one["would_need"]}
    assert (need["main.growth"]["value"], need["main.growth"]["repairs_all"]) == (17.69, True)
    weight = need["base_share"]
    assert [round(end, 1) for end in weight["interval"]] == [54.8, 55.8] and round(weight["value"], 1) == 55.3
    assert [round(end, 1) for end in weight["others_give"]] == [50.9, 51.0]
    assert "8.21 (8.18–8.24)" in one["reason"]["zh"] and "base weight" in one["reason"]["en"]


def test_the_rise_alone_caps_the_pull():
    """Without the growth of the whole, a share that rose to 52.3 % still allows at most 8.45."""
    told = audit(Document(tuple(c for c in article() if c.id in ("main.share", "main.growth", "main.pull"))))
    (one,) = told.contradictions
    assert set(one.claims) == {"main.pull", "main.growth", "main.share", "main.share.direction"}
    assert one.interval.hi < D("8.46")


def test_without_the_pull_the_article_agrees_and_says_what_follows():
    told = audit(Document(article()[:-1]))
    assert not told.contradictions
    base, part = by_kind(told, "base", WHOLE), by_kind(told, "base", PART)
    assert base.lo.quantize(D("0.01")) == D("106.82") and base.hi.quantize(D("0.01")) == D("106.92")
    assert part.lo.quantize(D("0.01")) == D("54.47") and part.hi.quantize(D("0.01")) == D("54.52")
    assert D("50.99") in by_kind(told, "base_share", PART)
    assert D("62.2") in by_kind(told, "contribution", PART)


def test_a_comparable_base_is_a_matter_apart():
    """A nominal share and a comparable pull do not contradict by themselves: the weights of the pull are not published."""
    nominal = [
        c if c.kind is not Kind.PULL else claim("p", "pull", "8.9", "个百分点", PART, WHOLE, basis="comparable")
        for c in article()
    ]
    nominal = [c if c.kind is Kind.PULL else replace(c, basis="nominal") for c in nominal]
    assert not audit(Document(tuple(nominal))).contradictions


PATENTS = Subject("专利授权量", "", "2024")
BEFORE = Subject("专利授权量", "", "2023")


@pytest.mark.parametrize(("base", "fits"), [("1010", False), ("1011", True), ("1012", False)])
def test_counts_are_whole_numbers(base, fits):
    claims = (claim("n", "count", "1319", "件", PATENTS), claim("g", "count_growth", "30.46", "%", PATENTS))
    assert by_kind(audit(Document(claims)), "base", PATENTS) == Interval(D(1011), D(1011))
    told = audit(Document((*claims, claim("b", "count", base, "件", BEFORE))))
    assert (not told.contradictions) is fits
    if not fits:
        need = {n.claim: n.needed for n in told.contradictions[0].needs}
        assert need["b"] == Interval(D(1011), D(1011))


def test_a_growth_that_no_whole_base_gives():
    told = audit(Document((claim("n", "count", "7", "家", PATENTS), claim("g", "count_growth", "30.46", "%", PATENTS))))
    assert [set(one.claims) for one in told.contradictions] == [{"n", "g"}]


def test_a_share_of_counts_gives_the_total():
    online, all_of_them = Subject("网上办业务"), Subject("审批总数")
    told = audit(
        Document((claim("n", "count", "470", "宗", online), claim("s", "share", "73", "%", online, all_of_them)))
    )
    assert by_kind(told, "level", all_of_them) == Interval(D(640), D(648))


def test_rounded_parts_may_add_to_a_hundred_and_a_tenth():
    """Fujian's yearbook of 2009: 2.4 + 58.1 + 39.6 = 100.1."""
    parts = tuple(Subject("贡献率", name) for name in "一二三")
    whole = Subject("贡献率")
    shares = [
        claim(p.scope, "contribution", v, "%", p, whole) for p, v in zip(parts, ("2.4", "58.1", "39.6"), strict=True)
    ]
    growth = claim("g", "growth", "13.0", "%", whole)
    told = audit(Document((growth, *shares), (Sum(whole, parts),)))
    assert not told.contradictions
    wrong = [*shares[:2], claim("三", "contribution", "39.8", "%", parts[2], whole)]
    assert [set(c.claims) for c in audit(Document((growth, *wrong), (Sum(whole, parts),))).contradictions] == [
        {"一", "二", "三"}
    ]


def test_bounds_stay_bounds():
    assert printed_interval(D(100), ">") == Interval(D(100), INF)
    assert printed_interval(D("6000"), "~") == Interval(D(5500), D(6500))
    assert printed_interval(D("3000"), "near") == Interval(D(2700), D(3000))
    assert printed_interval(D("13.20")) == Interval(D("13.195"), D("13.205"))
    assert printed_interval(D(66), exact=True) == Interval(D(66), D(66))
    x = Subject("投资")
    over = (claim("a", "level", "100", "亿元", x, bound=">"), claim("b", "level", "99.2", "亿元", x))
    assert len(audit(Document(over)).contradictions) == 1


def test_two_errors_are_two_contradictions():
    other = tuple(
        Claim(
            f"x.{c.id}",
            c.kind,
            c.value,
            c.unit,
            Subject("营业收入", c.subject.scope),
            c.whole and Subject("营业收入"),
            direction=c.direction,
        )
        for c in article()
    )
    told = audit(Document(article() + other))
    assert [one.suspects[0] for one in told.contradictions] == ["main.pull", "x.main.pull"]


# Truths: a whole, a part and their bases, exact; everything printed of them by half-up rounding.
@st.composite
def truths(draw) -> dict[str, Decimal]:
    base = draw(st.decimals(50, 5000, places=4))
    part = base * draw(st.decimals("0.05", "0.9", places=4))
    grown, rest = draw(st.decimals("0.8", "1.6", places=4)), draw(st.decimals("0.8", "1.6", places=4))
    now_part, now = part * grown, part * grown + (base - part) * rest
    assume(abs(now - base) > base / 100)
    return {
        "level": now, "part": now_part, "base": base, "growth": (now / base - 1) * 100, "part.growth": (grown - 1) * 100,
        "share": now_part / now * 100, "pull": (now_part - part) / base * 100, "contribution": (now_part - part) / (now - base) * 100,
        "change": (now_part / now - part / base) * 100,
    }  # fmt: skip


def printed(truth: dict[str, Decimal], places: int, wrong: dict[str, Decimal] | None = None) -> Document:
    now, before = Subject("增", "", "2024"), Subject("增", "", "2023")
    part = Subject("增", "部分", "2024")
    of = {
        "level": ("level", "亿元", now, None), "part": ("level", "亿元", part, None), "base": ("level", "亿元", before, None),
        "growth": ("growth", "%", now, None), "part.growth": ("growth", "%", part, None), "share": ("share", "%", part, now),
        "pull": ("pull", "个百分点", part, now), "contribution": ("contribution", "%", part, now),
        "change": ("share_change", "个百分点", part, now),
    }  # fmt: skip
    step = D(1).scaleb(-places)
    return Document(
        tuple(
            claim(name, of[name][0], (value + (wrong or {}).get(name, 0)).quantize(step, ROUND_HALF_UP), *of[name][1:])
            for name, value in truth.items()
        )
    )


@settings(max_examples=40)
@given(truths(), st.integers(0, 3))
def test_rounded_truths_never_contradict(truth, places):
    assert not audit(printed(truth, places)).contradictions


@settings(max_examples=8)
@given(truths(), st.sampled_from(["growth", "share", "pull", "level", "base"]), st.sampled_from([-1, 1]))
def test_a_planted_error_is_found_and_the_sets_are_minimal(truth, where, sign):
    """An error of twenty units of the last digit, where rounding of the rest allows less than that."""
    others = printed({name: value for name, value in truth.items() if name != where}, 2)
    assume(not audit(others).contradictions)
    document = printed(truth, 2, {where: D("0.20") * sign})
    room = audit(printed(truth, 2)).implied[where]
    assume(room is not None and room.hi - room.lo < D("0.15"))
    told = audit(document)
    assert told.contradictions
    built = build(document)
    for one in told.contradictions:
        for names in one.sets:
            assert not consistent(built, names)
            assert all(consistent(built, [n for n in names if n != left]) for left in names)
    assert any(where in one.claims for one in told.contradictions)


@settings(max_examples=8)
@given(truths())
def test_all_minimal_sets_are_found(truth):
    names = ("level", "part", "growth", "part.growth", "share", "pull")
    document = printed({name: truth[name] for name in names}, 2, {"pull": D("1.5")})
    built, told = build(document), audit(document)
    wanted = set[frozenset[str]]()
    for size in range(1, len(names) + 1):
        for some in itertools.combinations(names, size):
            if not any(known <= set(some) for known in wanted) and not consistent(built, some):
                wanted.add(frozenset(some))
    assert {frozenset(names) for one in told.contradictions for names in one.sets} == wanted


def test_hundreds_of_claims_of_one_whole_are_quick():
    claims: list[Claim] = []
    whole = Subject("总产值")
    claims += [claim("w", "level", "250000.00", "亿元", whole), claim("wg", "growth", "5.0", "%", whole)]
    for number in range(60):
        part = Subject("总产值", f"行业{number}")
        level = D(400 + number)
        claims += [
            claim(f"{number}", "level", level, "亿元", part), claim(f"{number}g", "growth", "6.1", "%", part),
            claim(f"{number}s", "share", (level / 2500).quantize(D("0.001"), ROUND_HALF_UP), "%", part, whole),
            claim(f"{number}p", "pull", "9" if number in (7, 39) else (level * 61 / D("1061") / D("2380.952")).quantize(D("0.001")),
                  "个百分点", part, whole),
        ]  # fmt: skip
    told = audit(Document(tuple(claims)))
    assert {one.suspects[0] for one in told.contradictions} == {"7p", "39p"}


@given(*[st.decimals(-1000, 1000, places=3)] * 4, st.decimals(0, 1, places=3), st.decimals(0, 1, places=3))
def test_intervals_hold_what_is_true(a, b, c, d, s, t):
    x, y = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    p, q = x.lo + (x.hi - x.lo) * s, y.lo + (y.hi - y.lo) * t
    assert p + q in x + y and p - q in x - y and p * q in x * y
    if q and y.lo > 0:
        assert (x / y).lo * q <= p or (x / y).lo <= p / q
        assert (x / y).lo <= (p / q) * (1 + D("1E-20")) or p < 0
        told = x / y
        assert told.lo - D("1E-18") <= p / q <= told.hi + D("1E-18")
