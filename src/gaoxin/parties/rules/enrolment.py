"""What the window looks at before it registers who acts for an enterprise."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from gaoxin.core.errors import Invalid

REPRESENTATIVE, LETTER = "representative", "letter"
PRESENTERS = (REPRESENTATIVE, LETTER)
KINDS_AT_WINDOW = ("enterprise", "agency")
LONGEST_NAME, LONGEST_NUMBER = 200, 100
PAPERS = {
    "licence": "营业执照 business licence",
    "identity": "身份证 identity card",
    "letter": "授权委托书 letter of authority",
}
OF_PRESENTER = {REPRESENTATIVE: ("licence", "identity"), LETTER: ("licence", "identity", "letter")}
BY_PARTY = "行政许可法 29"
OF_LETTER = "民法典 165"


@dataclass(frozen=True, slots=True)
class Checked:
    """presenter: the legal representative, or the holder of a letter of authority. person: the name on the identity card.
    seen: codes of `PAPERS`."""

    presenter: str
    person: str
    seen: Collection[str] = field(default_factory=tuple)
    letter_number: str = ""

    def as_detail(self) -> dict[str, object]:
        """For the audit row. The number of an identity card is looked at and not kept."""
        told: dict[str, object] = {"presenter": self.presenter, "seen": list(OF_PRESENTER[self.presenter])}
        return told | ({"letter": self.letter_number} if self.presenter == LETTER else {})


def check_papers(checked: Checked, *, until: dt.datetime | None) -> None:
    """Raises Invalid where a paper was not looked at, or a letter of authority lacks its number or its term."""
    if checked.presenter not in PRESENTERS:
        raise Invalid(
            "没有选择来人是谁 who came is not chosen", do="选择法定代表人，或者持授权委托书的人 choose one of the two",
            article=BY_PARTY,
        )  # fmt: skip
    lacking = [PAPERS[code] for code in OF_PRESENTER[checked.presenter] if code not in checked.seen]
    if lacking:
        raise Invalid(
            f"没有核验 not looked at: {'、'.join(lacking)}",
            why="窗口登记的是核验过的委托 the window registers what it has checked",
            do="核对原件后勾选；没有带来的，请其补齐再办 look at the originals and tick them",
            article=BY_PARTY,
        )
    if checked.presenter != LETTER:
        return
    if not 0 < len(checked.letter_number) <= LONGEST_NUMBER or not checked.letter_number.isprintable():
        raise Invalid(
            "没有填写授权委托书编号 the number of the letter of authority is missing",
            why="以后要能找到这份委托书 the letter must be found again",
            do=f"填写编号，不超过 {LONGEST_NUMBER} 字；没有编号的，写出具日期 write its number, or its date",
            article=OF_LETTER,
        )
    if until is None:
        raise Invalid(
            "没有填写到期日 the last day is missing",
            why="授权委托书应当载明期限 a letter of authority states its term",
            do="按委托书填写到期日 enter the last day that the letter states",
            article=OF_LETTER,
        )


def check_person(checked: Checked, *, login: str, name: str) -> None:
    """Raises Invalid where the account is in another name than the identity card: a login is easily misheard."""
    if not same_name(checked.person, name):
        raise Invalid(
            f"账号 {login} 的姓名与身份证不一致 the account is not in the name on the identity card: {checked.person[:60]!r}",
            why="委托只登记给来人自己的账号 the mandate is for the account of whoever came, and nobody else's",
            do="核对登录名和姓名；账号姓名不是真实姓名的，请本人另行注册 check both; an account in another name is of no use here",
            article=BY_PARTY,
        )


def check_name(text: str) -> str:
    """The name of a party without blanks around it. Raises Invalid where it cannot be one."""
    name = text.strip()
    if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid(
            f"名称不正确 is not a name: {name[:60]!r}",
            why=f"名称为 2 至 {LONGEST_NAME} 个可见的字 a name has that many characters that can be seen",
            do="按营业执照填写全称 write it as on the business licence",
        )
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: blanks, the width of brackets and the case of letters do not count."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）").casefold()
