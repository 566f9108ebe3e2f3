"""Lights, slots and addresses, without a database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from gaoxin.cockpit.rules.access import DRILLS
from gaoxin.cockpit.rules.book import Book, Card, Words, read_book
from gaoxin.cockpit.rules.lights import elapsed, of_card, of_panel
from gaoxin.cockpit.rules.schedule import slot
from gaoxin.config.access import ACCESS
from gaoxin.config.mail import read_mail
from gaoxin.core.addresses import check_address
from gaoxin.core.errors import Invalid

CATALOGUE = Path(__file__).parents[2] / "catalogue"
BOOK: Book = read_book(CATALOGUE)
WORDS = Words("x", "x")
UP = Card("c", "f", WORDS, WORDS, WORDS, "up", "year", 1000, 900, {2024: Decimal(100)}, "")
END, MIDDLE = dt.date(2025, 3, 1), dt.date(2024, 7, 1)


@pytest.mark.parametrize(
    ("value", "today", "colour", "per_mille"),
    [
        ("100", END, "green", 1000), ("99.99", END, "yellow", 999), ("90", END, "yellow", 900), ("89.9", END, "red", 899),
        ("50", MIDDLE, "green", 1000), ("46", MIDDLE, "yellow", 920), ("40", MIDDLE, "red", 800), ("-3", END, "red", -30),
    ],
)  # fmt: skip
def test_a_light_compares_with_what_is_due_by_now(value: str, today: dt.date, colour: str, per_mille: int):
    light = of_card(UP, Decimal(value), 2024, today)
    assert (light.colour, light.per_mille) == (colour, per_mille)
    assert "100%" in light.zh and "90%" in light.zh and "90%" in light.en


def test_less_is_better_and_nothing_is_no_light():
    down = msgspec.structs.replace(UP, better="down", pace="whole", yellow=700)
    assert of_card(down, Decimal(80), 2024, MIDDLE).colour == "green"
    assert of_card(down, Decimal(125), 2024, MIDDLE).colour == "yellow"
    assert of_card(down, Decimal(200), 2024, MIDDLE).colour == "red"
    assert of_card(down, 0, 2024, MIDDLE).colour == "green"
    for value, year, today in ((None, 2024, END), (Decimal(5), 2030, END), (Decimal(5), 2024, dt.date(2023, 5, 1))):
        assert of_card(UP, value, year, today).colour == "none"


def test_how_much_of_a_year_is_over():
    assert elapsed(2024, dt.date(2023, 12, 31)) == 0
    assert elapsed(2024, dt.date(2024, 1, 1)) * 366 == 1
    assert elapsed(2024, dt.date(2024, 12, 31)) == elapsed(2024, END) == 1


def test_panels_count_from_their_thresholds():
    panel = next(one for one in BOOK.panels if one.code == "blocks")
    assert [of_panel(panel, count).colour for count in (0, 1, 2, 3)] == ["green", "yellow", "yellow", "red"]
    assert of_panel(panel, None).zh == "还没有数据来源" and of_panel(panel, None).colour == "none"


def test_every_card_says_whose_it_is():
    for one in (*BOOK.cards, *BOOK.panels):
        assert all(words.zh and words.en for words in (one.owner, one.definition, one.frequency))
    drills = {one.drill for one in (*BOOK.cards, *BOOK.panels) if one.drill}
    assert drills <= set(DRILLS)


def test_drills_lead_only_where_the_door_opens():
    for route, roles in DRILLS.items():
        row = ACCESS[route]
        assert row.public or not row.roles or roles <= row.roles, route


def test_a_catalogue_with_a_mistake_is_refused(tmp_path: Path):
    (tmp_path / "cockpit").mkdir()
    text = (CATALOGUE / "cockpit" / "cards.yaml").read_text(encoding="utf-8")
    for wrong in (
        text.replace("green: 1000, yellow: 950", "green: 900, yellow: 950"), text.replace("code: fai,", "code: iva,"),
        text.replace("better: down", "better: sideways"), "cards: [", "{}",
    ):  # fmt: skip
        (tmp_path / "cockpit" / "cards.yaml").write_text(wrong, encoding="utf-8")
        with pytest.raises(Invalid):
            read_book(tmp_path)


def test_one_slot_a_period():
    days = [dt.date(2026, 12, 28), dt.date(2027, 1, 3), dt.date(2027, 1, 4)]
    assert [slot("weekly", day) for day in days] == ["2026-W53", "2026-W53", "2027-W01"]
    assert slot("daily", days[0]) == "2026-12-28" and slot("monthly", days[1]) == "2027-01"
    with pytest.raises(Invalid):
        slot("hourly", days[0])


@pytest.mark.parametrize(
    "text", ["", "x", "a@b", "a@b@c.cn", "a b@c.cn", "a@c.cn\nBcc: x@y.cn", "<a@c.cn>", "a,b@c.cn", "名@c.cn", "@c.cn"]
)
def test_what_is_no_address(text: str):
    with pytest.raises(Invalid):
        check_address(text, frozenset())


def test_addresses_of_the_zone_only():
    own = frozenset({"zone.gov.cn"})
    assert check_address(" li@Zone.gov.cn ", own) == "li@Zone.gov.cn"
    with pytest.raises(Invalid):
        check_address("li@elsewhere.com", own)


def test_where_mail_goes_out():
    told = read_mail("smtp://us%40er:p%3Ass@mail.zone.cn:587?starttls=1")
    assert (told.host, told.port, told.user, told.password, told.starttls, told.tls) == (
        "mail.zone.cn", 587, "us@er", "p:ss", True, False,
    )  # fmt: skip
    assert read_mail("smtps://mail.zone.cn").port == 465 and not read_mail("").host
    for wrong in ("mail.zone.cn", "http://mail", "smtp://", "smtp://host:notaport"):
        with pytest.raises(Invalid):
            read_mail(wrong)
