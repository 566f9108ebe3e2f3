"""What the law bars: each rule, its edges, and what filing lifts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.talent.rules import safety
from gaoxin.talent.rules.book import read_book
from gaoxin.talent.rules.safety import Pupil, Workplace

ROOT = Path(__file__).parents[2] / "catalogue"
BOOK = read_book(ROOT)
DAY = dt.date(2026, 9, 1)
GROWN = Pupil(dt.date(2007, 3, 1), female=False, grade=3)
GOOD = Workplace()


def codes(pupil: Pupil, post: Workplace) -> list[str]:
    return [rule.code for rule in safety.findings(BOOK.safety, pupil, post, DAY)]


@pytest.mark.parametrize(
    ("born", "post", "expected"),
    [
        (dt.date(2010, 9, 1), GOOD, []),  # sixteen on the first day
        (dt.date(2010, 9, 2), GOOD, ["under-16"]),
        (dt.date(2008, 9, 1), replace(GOOD, hazards=frozenset({"heat"})), []),  # eighteen on the first day
        (dt.date(2008, 9, 2), replace(GOOD, hazards=frozenset({"heat"})), ["minor"]),
    ],
)
def test_ages_are_counted_on_the_first_day(born: dt.date, post: Workplace, expected: list[str]):
    assert codes(replace(GROWN, born=born), post) == expected


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (GOOD, []),
        (replace(GOOD, daily_minutes=480, weekly_minutes=2400), []),
        (replace(GOOD, daily_minutes=481), ["daily-hours"]),
        (replace(GOOD, weekly_minutes=2401), ["weekly-hours"]),
        (replace(GOOD, night=True), ["night"]),
        (replace(GOOD, night=True, filed=True), []),
        (replace(GOOD, agency=True, filed=True), ["agency"]),  # filing lifts only what article 17 names
        (replace(GOOD, rest_days=True), ["rest-days"]),
        (replace(GOOD, inspected=False), ["inspected"]),
        (replace(GOOD, hazards=frozenset({"toxic"})), ["danger"]),
        (replace(GOOD, hazards=frozenset({"labour-4"}), filed=True), ["labour"]),
        (replace(GOOD, pay_percent=79), ["pay"]),
        (replace(GOOD, pay_percent=80), []),
    ],
)
def test_posts(post: Workplace, expected: list[str]):
    assert codes(GROWN, post) == expected


def test_students():
    assert codes(replace(GROWN, grade=1), GOOD) == ["first-year"]
    under = replace(GOOD, hazards=frozenset({"underground"}), filed=True)
    assert codes(replace(GROWN, female=True), under) == ["female"]
    assert codes(GROWN, under) == []


def test_bits_say_the_same_as_the_rules():
    minor = Pupil(dt.date(2009, 1, 1), female=True, grade=1)
    for pupil in (GROWN, minor):
        for post in (
            GOOD,
            replace(GOOD, hazards=frozenset({"cold", "labour-4"}), night=True),
            replace(GOOD, pay_percent=1),
        ):
            both = safety.post_bits(BOOK.safety, post) & safety.pupil_bits(BOOK.safety, pupil, DAY)
            barred = [rule for rule in safety.findings(BOOK.safety, pupil, post, DAY) if rule.effect == "bar"]
            assert list(safety.rules_of(BOOK.safety, both)) == barred


def test_shares_are_rounded_down():
    assert safety.most_at_post(BOOK.safety, 5, 24) == (4, "share-post")
    assert safety.most_at_post(BOOK.safety, 4, 24) == (4, "seats")
    assert safety.most_at_unit(BOOK.safety, 30, 109) == (10, "share-unit")
    assert safety.most_at_unit(BOOK.safety, 3, 109) == (3, "base")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("safety.yaml", "who: minor", "who: nobody"),
        ("safety.yaml", "code: under-16", "code: first-year"),
        ("safety.yaml", "post: {flag: night}", "post: {flag: night, hazards: [toxic]}"),
        ("safety.yaml", "hazards: [entertainment]", "hazards: [unknown]"),
        ("matching.yaml", "6-12-03-00: 50", "6-12-03-00: 51"),
        ("matching.yaml", "6-12-03-00: 50", "9-99-99-99: 50"),
        ("occupations.yaml", "majors: [chemistry]}", "majors: [alchemy]}"),
    ],
)
def test_a_wrong_catalogue_is_refused(tmp_path: Path, file: str, old: str, new: str):
    folder = tmp_path / "talent"
    folder.mkdir()
    for path in (ROOT / "talent").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert yaml.safe_load(text)
        (folder / path.name).write_text(text.replace(old, new) if path.name == file else text, encoding="utf-8")
    with pytest.raises(Invalid):
        read_book(tmp_path)
