"""Identifiers against independent reckonings of their standards, and the code lists against their own structure."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.core import identifiers as ids
from gaoxin.core.errors import Invalid

CODES = Path(__file__).parents[2] / "catalogue" / "codes"
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # GB 32100-2015, as printed
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, as printed


def rows(name: str) -> dict[str, str]:
    with (CODES / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


REGIONS, INDUSTRIES = rows("gbt2260.csv"), rows("gbt4754.csv")


@given(st.text(ids.USCC_ALPHABET, min_size=17, max_size=17))
def test_credit_code_check_characters_follow_the_printed_weights(body: str) -> None:
    total = sum(ids.USCC_ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    assert ids.uscc_check_character(body) == ids.USCC_ALPHABET[(31 - total % 31) % 31]


@given(
    st.sampled_from([code for code in REGIONS if not code.endswith("00")]),
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
)
def test_citizen_numbers_follow_the_printed_weights(region: str, born: dt.date, serial: int) -> None:
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    remainder = sum(int(c) * w for c, w in zip(body, CITIZEN_WEIGHTS, strict=True)) % 11
    number = body + "10X98765432"[remainder]
    assert ids.check_citizen_id(number.lower()) == number
    for other in "0123456789X":
        if other != number[-1]:
            with pytest.raises(Invalid, match="不正确") as error:
                ids.check_citizen_id(body + other)
            assert error.value.article == "GB 11643-1999"


@given(st.text(ALPHANUMERIC, min_size=1, max_size=24), st.integers(1, 999))
def test_licence_check_characters_are_iso_7064_mod_37_36(serial: str, version: int) -> None:
    made = ids.LicenceIdentifier("11100000000013338W009", "11330105002500287C", serial, f"{version:03d}")
    product = 36
    for character in made.type + made.issuer + made.serial + made.version:
        product = (product + ALPHANUMERIC.index(character)) % 36 or 36
        product = product * 2 % 37
    assert str(made)[-1] == ALPHANUMERIC[(37 - product) % 36]
    assert ids.parse_licence_id(str(made).lower()) == made


@given(st.sampled_from(sorted(REGIONS)), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 99))
def test_permit_numbers_round_trip_and_their_date_must_exist(region: str, day: dt.date, serial: int) -> None:
    number = ids.construction_permit_number(region, day, serial, "02")
    assert ids.check_construction_permit_number(f" {number} ") == number
    for spoilt in (number[:10] + "1332" + number[14:], number[:-1], number + "0", number[:14] + "00" + number[16:]):
        with pytest.raises(Invalid, match="施工许可证编号"):
            ids.check_construction_permit_number(spoilt)


@given(st.from_regex(r"[0-9]{2}(0[1-9]|1[0-2])-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{5}[0-9A-Z]", fullmatch=True))
def test_project_codes_have_the_shape_of_the_standard(code: str) -> None:
    assert len(code) == 24
    assert ids.check_project_code(code.lower()) == code
    for spoilt in (code[:-1], code.replace("-", ""), code[:2] + "13" + code[4:], code + "0"):
        with pytest.raises(Invalid) as error:
            ids.check_project_code(spoilt)
        assert error.value.article == "GB/T 40058-2021"


def test_divisions_are_six_digits_below_their_province_and_city() -> None:
    assert len(REGIONS) > 3000
    for code, name in REGIONS.items():
        assert len(code) == 6
        assert code.isdecimal()
        assert name == ids.region(CODES, code)
        assert f"{code[:2]}0000" in REGIONS, code
    assert [ids.region(CODES, code) for code in ("440000", "441800", "441802")] == ["广东省", "清远市", "清城区"]


def test_industries_are_twenty_sections_down_to_classes() -> None:
    sections = sorted(code for code in INDUSTRIES if code.isalpha())
    assert sections == list("ABCDEFGHIJKLMNOPQRST")
    digits = {length: {code for code in INDUSTRIES if code.isdecimal() and len(code) == length} for length in (2, 3, 4)}
    assert len(digits[2]) == 97
    assert all(code[:2] in digits[2] for length in (3, 4) for code in digits[length])
    assert all(name and name == name.strip() for name in INDUSTRIES.values())
    assert ids.industry(CODES, "3982") == "电子电路制造"
    assert ids.industry(CODES, "c") == INDUSTRIES["C"] == "制造业"
