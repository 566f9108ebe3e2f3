"""What was typed, as the services take it. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gaoxin.core.errors import Invalid
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import changing, evidence, filing
from gaoxin.labour.web.harmony.asking import day, text, the_day

ROWS = 3  # claims that a form about changes has room for
FILES = 2  # that the form of a claim has room for; more follow on the file's page


def told(request: HttpRequest) -> filing.Told:
    """The whole claim. Raises Invalid for what is no date, no amount or no line."""
    employed = text(request, "employed") == "1"
    gap = (day(text(request, "from"), empty=True), day(text(request, "to"), empty=True))
    if (gap[0] is None) is not (gap[1] is None):
        raise Invalid("中止的起止日期要一起填写 both days of a suspension are needed", do="补全日期 write both")
    gaps = [(gap[0], gap[1])] if gap[0] and gap[1] else []
    ends = [found for name in ("again1", "again2") if (found := day(text(request, name), empty=True))]
    first = filing.Worker(text(request, "name"), text(request, "identifier").upper(), representative=True)
    others = workers(request.POST.get("others", ""))
    return filing.Told(
        employer=text(request, "employer"), workers=[first, *others], claims=claims(request), facts=text(request, "facts"),
        phone=text(request, "phone"), known_on=the_day(text(request, "known")), employed=employed,
        left_on=None if employed else day(text(request, "left"), empty=True), interruptions=ends, suspensions=gaps,
    )  # fmt: skip


def claims(request: HttpRequest) -> list[filing.Claim]:
    """A kind counts where it is ticked, or where something is written beside it."""
    return [
        filing.Claim(one.code, fen(text(request, f"yuan-{one.code}")), text(request, f"text-{one.code}"))
        for one in book().kinds
        if request.POST.get(f"kind-{one.code}")
        or text(request, f"yuan-{one.code}")
        or text(request, f"text-{one.code}")
    ]


def workers(lines: str) -> list[filing.Worker]:
    """One a line: name and citizen number; a star for who speaks for all. Raises Invalid."""
    found: list[filing.Worker] = []
    for number, line in enumerate(filter(None, (one.strip() for one in lines.splitlines())), start=1):
        parts = [one for one in re.split(r"[\s,，、;；]+", line.replace("*", " ").replace("＊", " ")) if one]
        if len(parts) != 2:
            raise Invalid(f"第 {number} 行不是“姓名 身份证号” line {number} is no name and number: {line[:40]}",
                          do="每人一行，代表加星号 one line each, a star for representatives")  # fmt: skip
        found.append(filing.Worker(parts[0], parts[1].upper(), "*" in line or "＊" in line))
    return found


def fen(typed: str) -> int:
    """Yuan as typed, in fen; 0 for nothing. Raises Invalid."""
    plain = typed.replace(",", "").replace("，", "").strip()
    if not plain:
        return 0
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal(-1)
    if not plain.isascii() or not value.is_finite() or value < 0 or value * 100 != int(value * 100) or value > 10**11:
        raise Invalid(
            f"金额不正确 not an amount: {typed[:30]}", do="填写元，最多两位小数 write yuan, two decimals at most"
        )
    return int(value * 100)


def items(request: HttpRequest) -> list[changing.Item]:
    """Rows of a form about claims; a row without a kind is empty. Raises Invalid."""
    found: list[changing.Item] = []
    for place in range(ROWS):
        kind, number = text(request, f"kind-{place}"), text(request, f"number-{place}") or "0"
        if not kind:
            continue
        if not number.isascii() or not number.isdecimal() or len(number) > 3:
            raise Invalid("没有这项请求 no such claim", do="从列表选择 choose from the list")
        found.append(
            changing.Item(kind, fen(text(request, f"yuan-{place}")), text(request, f"text-{place}"), int(number))
        )
    return found


def given(request: HttpRequest) -> list[evidence.Given]:
    """Files that were chosen, each looked at. Raises Invalid for one that is not taken."""
    found: list[evidence.Given] = []
    for place in range(FILES):
        file = request.FILES.get(f"file-{place}")
        if file is None:
            continue
        found.append(evidence.Given(file.name or "file", file.read(), text(request, f"shows-{place}")))
        evidence.examine(found[-1])
    return found


def moment(request: HttpRequest, name: str) -> dt.datetime:
    """A date and time of the zone. Raises Invalid."""
    try:
        found = dt.datetime.fromisoformat(text(request, name))
    except ValueError:
        raise Invalid("时间不正确 not a time", do="选择日期和时间 choose day and time") from None
    return timezone.make_aware(found) if found.tzinfo is None else found


def whole(request: HttpRequest, name: str) -> int:
    """A whole number. Raises Invalid."""
    typed = text(request, name)
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 6:
        raise Invalid("不是整数 not a whole number", do="填写数字 write digits")
    return int(typed)


def version(request: HttpRequest) -> int | None:
    """The version of the file that the page showed."""
    return whole(request, "version") if text(request, "version") else None


def awarded(request: HttpRequest, numbers: list[int]) -> dict[int, int]:
    """What was written for each claim. Raises Invalid where one is empty."""
    if any(not text(request, f"award-{number}") for number in numbers):
        raise Invalid(
            "每一项请求都要裁决 every claim is to be decided",
            do="不支持的填 0 write 0 for none",
            article="劳动争议调解仲裁法 46",
        )
    return {number: fen(text(request, f"award-{number}")) for number in numbers}


def ticked(request: HttpRequest, *names: str) -> dict[str, Any]:
    return {name: request.POST.get(name) == "1" for name in names}
