"""Identifiers: public vectors, round trips, and every wrong character found."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.core import identifiers as ids
from gaoxin.core.errors import Invalid

CODES = Path(__file__).parents[2] / "catalogue" / "codes"
VECTOR = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
uscc_bodies = st.builds(
    lambda head, region, tail: head + region + tail,
    st.text(ids.USCC_ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ids.USCC_ALPHABET, min_size=9, max_size=9),
)


def test_public_vectors_are_valid() -> None:
    assert ids.check_uscc(" 11330105002500287c ") == "11330105002500287C"
    for number in ("11010519491231002X", "440524188001010014"):
        assert ids.check_citizen_id(number) == number
    assert ids.check_licence_id(VECTOR) == VECTOR
    assert ids.parse_licence_id(VECTOR).issuer == "11430000006122244L"


@given(uscc_bodies, st.integers(0, 16), st.sampled_from(ids.USCC_ALPHABET))
def test_a_wrong_character_in_a_credit_code_is_found(body: str, place: int, other: str) -> None:
    code = body + ids.uscc_check_character(body)
    assert ids.check_uscc(code) == code
    if other != code[place]:
        with pytest.raises(Invalid) as error:
            ids.check_uscc(code[:place] + other + code[place + 1 :])
        assert error.value.article == "GB 32100-2015"


@given(st.integers(0, 16), st.integers(0, 9))
def test_a_wrong_digit_in_a_citizen_number_is_found(place: int, digit: int) -> None:
    number = "11010519491231002X"
    if str(digit) != number[place]:
        with pytest.raises(Invalid):
            ids.check_citizen_id(number[:place] + str(digit) + number[place + 1 :])


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20), st.integers(1, 999), st.data())
def test_a_licence_identifier_round_trips_and_finds_a_wrong_character(
    serial: str, version: int, data: st.DataObject
) -> None:
    made = ids.LicenceIdentifier("11100000000013338W009", "11330105002500287C", serial, f"{version:03d}")
    text = str(made)
    assert ids.parse_licence_id(text) == made
    place = data.draw(st.integers(15, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if text[place] not in (".", other):
        with pytest.raises(Invalid):
            ids.parse_licence_id(text[:place] + other + text[place + 1 :])


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 99))
def test_permit_numbers_hold_region_date_serial_and_class(day: dt.date, serial: int) -> None:
    number = ids.construction_permit_number("441802", day, serial, "01")
    assert number == f"441802{day:%Y%m%d}{serial:02d}01"


@pytest.mark.parametrize("serial", [0, 100])
def test_a_day_has_ninety_nine_permit_numbers(serial: int) -> None:
    with pytest.raises(Invalid, match="流水号"):
        ids.construction_permit_number("441802", dt.date(2026, 3, 2), serial, "01")


@pytest.mark.parametrize("text", ["", "2601-441802-04-01-12345", "2613-441802-04-01-123456", "2601441802040112345６"])
def test_a_project_code_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        ids.check_project_code(text)


def test_project_code_regions_and_industries() -> None:
    assert ids.check_project_code("2601-441802-04-01-12345a") == "2601-441802-04-01-12345A"
    assert ids.region(CODES, "441802") == "清城区"
    assert ids.industry(CODES, "0712") == "海洋石油开采"
    for lookup in (ids.region, ids.industry):
        with pytest.raises(Invalid, match="没有"):
            lookup(CODES, "999999")


@pytest.mark.parametrize(
    "text", ["11330105002500287D", "1133010500250028", "11330105002500287CC", "IIIIIIIIIIIIIIIIII", "中" * 18]
)
def test_what_is_no_credit_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as error:
        ids.check_uscc(text)
    assert error.value.why and error.value.do


@pytest.mark.parametrize(
    "text", ["11010519490231002X", "110105194912310021", "1101051949123100", "11010519491231００2X"]
)
def test_what_is_no_citizen_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        ids.check_citizen_id(text)
