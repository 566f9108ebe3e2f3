"""What a row of an import states, checked by itself and against the other rows of its file."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.patents import numbers
from gaoxin.innovation.rules.patents.book import PatentBook
from gaoxin.innovation.rules.patents.files import Line

WHOLE = 10_000
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?: .*)?", re.ASCII)
_SHARE = re.compile(r"(.+?)\s*[（(]\s*([0-9.]+)\s*%\s*[)）]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row, in a word for programs and in words."""

    code: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Owner:
    """share_bp: hundredths of a percent, None where not told."""

    name: str
    share_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """One patent as a row states it."""

    number: str
    kind: str
    title: str
    applied_on: dt.date
    granted_on: dt.date | None
    owners: tuple[Owner, ...]
    status: str
    ended_on: dt.date | None = None
    fees_year: int = 0


@dataclass(slots=True)
class Row:
    """stated: None where something is wrong. kind: what it would do to the register."""

    row: int
    number: str
    stated: Stated | None = None
    problems: list[Problem] = field(default_factory=list[Problem])
    kind: str = "new"

    def wrong(self, code: str, what: str, do: str) -> None:
        self.problems.append(Problem(code, what, do))


def rows(lines: Sequence[Line], book: PatentBook, today: dt.date) -> list[Row]:
    """All of them; a number that stands twice is dropped where both say the same, else wrong."""
    found = [_row(line, book, today) for line in lines]
    first: dict[str, Row] = {}
    for row in found:
        if row.stated is None:
            continue
        before = first.setdefault(row.stated.number, row)
        if before is row:
            continue
        assert before.stated is not None
        if not same_owners(before.stated.owners, row.stated.owners):
            row.problems.append(differs(row.stated, before.stated.owners, f"第 {before.row} 行 that row"))
            continue
        fuller = max(before.stated.owners, row.stated.owners, key=_told)  # shares may stand in one of the rows only
        before.stated, told = replace(before.stated, owners=fuller), replace(row.stated, owners=fuller)
        if before.stated != told:
            row.wrong(
                "number",
                f"{numbers.shown(row.number)} 与第 {before.row} 行内容不同 that row says something else of it",
                "只留一行 keep one row",
            )
        else:
            row.kind = "repeated"
    return found


def differs(stated: Stated, others: Sequence[Owner], where: str) -> Problem:
    """The same number with different owners: never guessed."""
    return Problem(
        "owners",
        f"{numbers.shown(stated.number)} 的权利人是 owners {_names(stated.owners)}，{where} 是 are {_names(others)}",
        "核对权利人；权利转移的凭登记簿副本办理转移 check the owners; a transfer is entered with its paper（专利法 10）",
    )


def owners_of(owners: Sequence[Owner]) -> dict[str, int | None]:
    return {one.name: one.share_bp for one in owners}


def same_owners(here: Sequence[Owner], there: Sequence[Owner]) -> bool:
    """The same people; a share that one side does not tell does not make them different."""
    mine, theirs = owners_of(here), owners_of(there)
    if set(mine) != set(theirs):
        return False
    return all(mine[name] is None or theirs[name] is None or mine[name] == theirs[name] for name in mine)


def with_shares(here: Sequence[Owner], there: Sequence[Owner]) -> tuple[Owner, ...]:
    """Those here, with the shares of there where here tells none."""
    known = owners_of(there)
    return tuple(one if one.share_bp is not None else replace(one, share_bp=known.get(one.name)) for one in here)


def wrong_shares(owners: Sequence[Owner]) -> Problem | None:
    """Shares that are more than the whole, or all told and not the whole."""
    told = [one.share_bp for one in owners if one.share_bp is not None]
    if not told or sum(told) == WHOLE or (sum(told) < WHOLE and len(told) < len(owners)):
        return None
    what = f"份额合计 {sum(told) / 100:g}%，应为 100% shares do not sum to 100 %"
    return Problem("shares", what, "核对份额 check")


def _told(owners: Sequence[Owner]) -> int:
    return sum(1 for one in owners if one.share_bp is not None)


def _names(owners: Sequence[Owner]) -> str:
    return "、".join(one.name + ("" if one.share_bp is None else f"（{one.share_bp / 100:g}%）") for one in owners)


def _row(line: Line, book: PatentBook, today: dt.date) -> Row:
    said = line.values
    row = Row(
        line.row,
        said.get("number", "")[:40],
        problems=[Problem("cell", one, "改正单元格 correct it") for one in line.wrong],
    )
    number = None
    try:
        number = numbers.parse(said.get("number", ""), book)
        row.number = number.text
    except Invalid as error:
        row.wrong("number", f"{error.what}：{error.why}（{error.article}）", error.do)
    applied = _day(row, "applied_on", said, today)
    granted = _day(row, "granted_on", said, today)
    ended = _day(row, "ended_on", said, None)
    title = said.get("title", "")[:300]
    for code, value in (("applied_on", applied), ("title", title)):
        if not value and code not in {one.code for one in row.problems}:
            row.wrong(code, f"缺少 missing: {book.columns[code][0]}", "补填 fill it in")
    owners = _owners(row, said, book)
    if number is None or applied is None:
        return row
    kind = _kind(row, said, number, book)
    if number.year != applied.year:
        row.wrong(
            "applied_on", f"申请号是 {number.year} 年，申请日是 {applied} the year differs", "核对申请日 check it"
        )
    if granted is not None and granted < applied:
        row.wrong(
            "granted_on", f"授权日 {granted} 早于申请日 {applied} granted before it was applied for", "核对日期 check"
        )
    status = _status(row, said, granted, book)
    fees = said.get("fees_year", "0")
    if not fees.isdecimal() or int(fees) > 20:
        row.wrong("fees_year", f"年费年度应为 0–20 a year of the patent: {fees[:20]!r}", "核对 check it")
        return row
    if not row.problems:
        row.stated = Stated(number.text, kind, title, applied, granted, owners, status, ended, int(fees))
    return row


def _kind(row: Row, said: Mapping[str, str], number: numbers.Number, book: PatentBook) -> str:
    """What the number says; a column that says otherwise is an error."""
    told = said.get("kind", "")
    found = next((kind.code for kind in book.kinds if told.strip().lower() in kind.words), None)
    if told and found is None:
        row.wrong("kind", f"未知的专利类型 unknown kind: {told[:20]}", "发明、实用新型或者外观设计 one of three")
    elif found and found != number.kind:
        row.wrong(
            "kind",
            f"类型是{told}，申请号却是{book.kind(number.kind).name.zh} the number is of another kind",
            "核对 check it",
        )
    return number.kind


def _status(row: Row, said: Mapping[str, str], granted: dt.date | None, book: PatentBook) -> str:
    told = said.get("status", "")
    plain = told.strip().lower()
    found = next((status.code for status in book.statuses if plain in status.words), "")
    if told and not found:
        row.wrong(
            "status", f"未知的法律状态 unknown status: {told[:30]}", "有效、审查中、终止、期满或者宣告无效 one of these"
        )
    status = found or ("granted" if granted else "pending")
    if status in ("granted", "expired", "invalidated") and granted is None:
        row.wrong(
            "granted_on", "有权的专利缺少授权公告日 a granted patent has a day of grant", "补填授权公告日 fill it in"
        )
    if status == "pending" and granted is not None:
        row.wrong("status", f"已于 {granted} 授权，状态却是审查中 granted, yet pending", "核对法律状态 check it")
    return status


def _day(row: Row, code: str, said: Mapping[str, str], today: dt.date | None) -> dt.date | None:
    text = said.get(code, "")
    if not text:
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None:
        row.wrong(code, f"日期不正确 no date: {text[:30]!r}", "按 年-月-日 填写 write YYYY-MM-DD")
    elif today is not None and day > today:
        row.wrong(code, f"日期在今天之后 after today: {day}", "核对日期 check it")
    return day


def _owners(row: Row, said: Mapping[str, str], book: PatentBook) -> tuple[Owner, ...]:
    names = _split(said.get("owners", ""))
    shares = [one.rstrip("%").strip() for one in _split(said.get("shares", ""))]
    if not names or len(names) > book.limits.owners:
        row.wrong("owners", "没有权利人，或者过多 no owner, or too many", "填写专利权人 fill in the owners")
        return ()
    if shares and len(shares) != len(names):
        row.wrong(
            "shares", f"{len(names)} 个权利人，{len(shares)} 个份额 owners and shares differ", "逐人填写 one for each"
        )
        return ()
    found: list[Owner] = []
    for place, text in enumerate(names):
        within = _SHARE.fullmatch(text)
        name = unicodedata.normalize("NFC", (within[1] if within else text).strip())[:200]
        share = within[2] if within else (shares[place] if shares else "")
        found.append(Owner(name, _bp(row, share) if share else None))
    if len({one.name for one in found}) != len(found):
        row.wrong("owners", "权利人重复 an owner stands twice", "只留一次 keep one")
    if (problem := wrong_shares(found)) is not None:
        row.problems.append(problem)
    return tuple(found)


def _bp(row: Row, text: str) -> int | None:
    try:
        bp = Decimal(text) * 100
    except InvalidOperation:
        bp = Decimal(-1)
    if bp != bp.to_integral_value() or not 0 < bp <= WHOLE:
        row.wrong("shares", f"份额不正确 no share: {text[:20]!r}", "0 到 100 的百分数，至多两位小数 a percentage")
        return None
    return int(bp)


def _split(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;；|\n]", text) if one.strip()]
