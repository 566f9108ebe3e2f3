"""Identifiers of the field: what they look like, their check characters, and errors a clerk can act on.

Every `check_*` returns the normalised text (trimmed, upper case) or raises Invalid naming the standard.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from stdnum.iso7064 import mod_11_2, mod_37_36

from gaoxin.core.errors import Invalid

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUE = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_USCC = re.compile(f"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_LICENCE = re.compile(
    r"1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,32})\.([0-9]{3})\.([0-9A-Z])", re.ASCII
)
_PERMIT = re.compile(r"([0-9]{6})([0-9]{8})([0-9]{2})([0-9]{2})", re.ASCII)
_PROJECT = re.compile(r"([0-9]{2})([0-9]{2})-([0-9]{6})-[0-9]{2}-[0-9]{2}-[0-9]{5}[0-9A-Z]", re.ASCII)
LICENCE_ROOT = "1.2.156.3005.2"


def uscc_check_character(body: str) -> str:
    """The 18th character of a unified social credit code from its first 17 (GB 32100-2015)."""
    total = sum(_USCC_VALUE[c] * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def check_uscc(text: str) -> str:
    """A unified social credit code, 18 characters (GB 32100-2015)."""
    code = text.strip().upper()
    if not _USCC.fullmatch(code):
        raise _wrong("统一社会信用代码 credit code", text, "应为 18 位，不含 I O S V Z", "GB 32100-2015")
    if uscc_check_character(code[:17]) != code[17]:
        raise _wrong(
            "统一社会信用代码 credit code", text, "末位校验码不符 check character does not fit", "GB 32100-2015"
        )
    return code


def check_citizen_id(text: str) -> str:
    """A citizen identity number, 18 characters with a birth date that exists (GB 11643-1999)."""
    number = text.strip().upper()
    name = "公民身份号码 citizen number"
    if not _CITIZEN.fullmatch(number):
        raise _wrong(name, text, "应为 17 位数字加校验码 17 digits and a check character", "GB 11643-1999")
    if _date(number[6:14]) is None:
        raise _wrong(name, text, f"出生日期 {number[6:14]} 不存在 is no date", "GB 11643-1999")
    if not mod_11_2.is_valid(number):
        raise _wrong(name, text, "末位校验码不符 check character does not fit", "GB 11643-1999")
    return number


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """The parts of a GB/T 36904 identifier. type: 21 characters; issuer: USCC; version: 001 and up."""

    type: str
    issuer: str
    serial: str
    version: str

    def __str__(self) -> str:
        check = mod_37_36.calc_check_digit(self.type + self.issuer + self.serial + self.version)
        return ".".join((LICENCE_ROOT, self.type, self.issuer, self.serial, self.version, check))


def parse_licence_id(text: str) -> LicenceIdentifier:
    """The parts of a licence identifier whose check character (ISO 7064 MOD 37,36) fits (GB/T 36904-2018)."""
    name = "电子证照标识 licence identifier"
    found = _LICENCE.fullmatch(text.strip().upper())
    if found is None:
        raise _wrong(name, text, f"应为 {LICENCE_ROOT}.类型.颁发者.流水号.版本.校验位", "GB/T 36904-2018")
    parts = LicenceIdentifier(*found.group(1, 2, 3, 4))
    if str(parts) != found[0]:
        raise _wrong(name, text, "校验位不符 check character does not fit", "GB/T 36904-2018")
    return parts


def check_licence_id(text: str) -> str:
    """A GB/T 36904 licence identifier in normal form."""
    return str(parse_licence_id(text))


def construction_permit_number(region: str, day: dt.date, serial: int, kind: str) -> str:
    """The 18 digits of a construction permit: region 6, date 8, serial of the day 2, class 2 (施工许可证编号规则)."""
    if not 1 <= serial <= 99:
        raise Invalid(
            f"当日施工许可证流水号已用完 no serial left for {day} in {region}",
            why="编号规则每日每区划只有 01–99 the numbering has two digits a day",
            do="次日发证，或者由上级另行赋码 issue on the next day",
            article="建筑工程施工许可证编号规则",
        )
    return check_construction_permit_number(f"{region}{day:%Y%m%d}{serial:02d}{kind}")


def check_construction_permit_number(text: str) -> str:
    """A construction-permit number: 18 digits with a date that exists. There is no check digit."""
    found = _PERMIT.fullmatch(text.strip())
    if found is None or _date(found[2]) is None or found[3] == "00":
        raise _wrong(
            "施工许可证编号 permit number", text, "应为区划6+日期8+流水号2+类别2", "建筑工程施工许可证编号规则"
        )
    return found[0]


def check_project_code(text: str) -> str:
    """An investment project code, shape only: the check algorithm of GB/T 40058-2021 is not published where we looked."""
    code = text.strip().upper()
    found = _PROJECT.fullmatch(code)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise _wrong(
            "项目代码 project code",
            text,
            "应为 YYMM-区划-部门-类型-随机码 such as 2601-441802-04-01-123456",
            "GB/T 40058-2021",
        )
    return code


def region(folder: Path, code: str) -> str:
    """The name of a GB/T 2260 division. `folder` is catalogue/codes."""
    name = _codes(folder / "gbt2260.csv").get(code.strip())
    if name is None:
        raise _wrong("行政区划代码 division code", code, "代码表中没有 not in the list", "GB/T 2260")
    return name


def industry(folder: Path, code: str) -> str:
    """The name of a GB/T 4754-2017 industry: section letter to four-digit class. `folder` is catalogue/codes."""
    name = _codes(folder / "gbt4754.csv").get(code.strip().upper())
    if name is None:
        raise _wrong("国民经济行业代码 industry code", code, "代码表中没有 not in the list", "GB/T 4754-2017")
    return name


@lru_cache(maxsize=8)
def _codes(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def _date(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _wrong(name: str, text: str, why: str, standard: str) -> Invalid:
    return Invalid(
        f"{name}不正确 is not valid: {text.strip()[:60]!r}",
        why=why,
        do="核对后重新填写 check and enter it again",
        article=standard,
    )
