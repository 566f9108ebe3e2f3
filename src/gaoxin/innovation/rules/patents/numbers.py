"""Numbers of Chinese patents: what they look like, their check digit, what was applied for, in which year (ZC 0006-2003)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.patents.book import PatentBook

ARTICLE = "ZC 0006-2003"
_SHAPE = re.compile(r"(?:ZL|CN)?([0-9]{12}|[0-9]{8})\.?([0-9X])", re.ASCII)
_PUBLICATION = re.compile(r"CN[0-9]{7,9}[A-CSUY][0-9]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """text: digits and check digit. year: of the application. kind: invention, utility or design."""

    text: str
    year: int
    kind: str

    def __str__(self) -> str:
        return f"{self.text[:-1]}.{self.text[-1]}"


def check_digit(body: str) -> str:
    """Of 12 digits (8 until 2003): each times 2 to 9, and again from 2, the sum modulo 11; 10 is X."""
    total = sum(int(digit) * (place % 8 + 2) for place, digit in enumerate(body))
    return "0123456789X"[total % 11]


def parse(text: str, book: PatentBook) -> Number:
    """A number as people write it (ZL, CN, point, full-width). Raises Invalid saying what is wrong with it."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    found = _SHAPE.fullmatch(plain)
    if found is None:
        if _PUBLICATION.fullmatch(plain):
            raise _wrong(
                text,
                "这是公开（公告）号 this is the number of a publication",
                "填写申请号 write the application's number",
            )
        raise _wrong(
            text,
            "应为 12 位（2003 年前 8 位）数字加校验位 12 digits (8 before 2003) and a check digit",
            "核对申请号 check it",
        )
    body, check = found[1], found[2]
    if check_digit(body) != check:
        raise _wrong(
            text, f"校验位应为 {check_digit(body)} the check digit does not fit", "核对每一位数字 check each digit"
        )
    year = int(body[:4]) if len(body) == 12 else (1900 + int(body[:2]) if int(body[:2]) >= 85 else 2000 + int(body[:2]))
    kind = book.digits.get(body[4] if len(body) == 12 else body[2])
    if kind is None or year < 1985:
        raise _wrong(text, "年份或者种类位不存在 no such year or kind", "核对申请号 check it")
    return Number(body + check, year, kind)


def shown(text: str) -> str:
    """As it is printed: with ZL and the point."""
    return f"ZL{text[:-1]}.{text[-1]}"


def _wrong(text: str, why: str, do: str) -> Invalid:
    return Invalid(f"专利号不正确 patent number is not valid: {text.strip()[:40]!r}", why=why, do=do, article=ARTICLE)
