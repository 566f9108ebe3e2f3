"""A chain as it is drawn: nodes with codes, and links that run from seller to buyer. Checked whole, every mistake told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from typing import Literal

import msgspec
import yaml

from gaoxin.approvals.rules.items.model import Struct
from gaoxin.core.errors import Invalid

Side = Literal["up", "mid", "down"]
SIDES: tuple[Side, ...] = ("up", "mid", "down")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_HS = re.compile(r"\d{4}(\d{2}){0,2}", re.ASCII)


class Node(Struct, frozen=True):
    """industries: GB/T 4754, two to four digits. hs: headings of four, six or eight digits. parent: a node above it, or none."""

    code: str
    name: str
    side: Side
    name_en: str = ""
    parent: str = ""
    products: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()


class Link(Struct, frozen=True):
    """coefficient: input in one unit of the buyer's output, 0 to 1, as evidence states it; None where not known, and then the
    input-output table is asked. confidence_bp: of a stated one."""

    seller: str
    buyer: str
    coefficient: float | None = None
    source: str = ""
    confidence_bp: int | None = None


class Drawing(Struct, frozen=True):
    """One chain as catalogue/chains/samples has it."""

    code: str
    title: str
    source: str
    drawn_on: dt.date
    nodes: tuple[Node, ...]
    title_en: str = ""
    links: tuple[Link, ...] = ()


def read_drawing(text: str, industries: Collection[str]) -> Drawing:
    """The chain in a file. industries: the codes there are. Raises Invalid with the place of the mistake."""
    try:
        found = msgspec.convert(yaml.safe_load(text), Drawing)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(
            f"产业链文件不正确 the chain's file is not valid: {error}", do="对照示例 see catalogue/chains/samples"
        ) from None
    check(found, industries)
    return found


def check_node(node: Node, industries: Collection[str]) -> list[str]:
    """What is wrong with one node by itself."""
    wrong: list[str] = []
    if not _CODE.fullmatch(node.code) or len(node.code) > 31:
        wrong.append(
            f"环节代码只用小写字母、数字和连字符 a node's code is of small letters, digits and hyphens: {node.code!r}"
        )
    if not node.name.strip() or len(node.name) > 100:
        wrong.append(f"环节名称为一至一百字 a name of 1 to 100 characters: {node.code}")
    if node.side not in SIDES:
        wrong.append(f"位置须为 up、mid、down the side is none: {node.side!r}")
    wrong += [
        f"没有这个行业代码 no such GB/T 4754 code: {code} ({node.code})"
        for code in node.industries
        if code not in industries
    ]
    wrong += [
        f"HS 编码为四、六或八位数字 an HS code has 4, 6 or 8 digits: {code} ({node.code})"
        for code in node.hs
        if not _HS.fullmatch(code)
    ]
    return wrong


def check(chain: Drawing, industries: Collection[str]) -> None:
    """Raises Invalid with every mistake: codes, parents that are none or go round, links that lead nowhere."""
    wrong = [problem for node in chain.nodes for problem in check_node(node, industries)]
    if not _CODE.fullmatch(chain.code) or len(chain.code) > 32:
        wrong.append(f"产业链代码不正确 the chain's code is not valid: {chain.code!r}")
    if not chain.title.strip() or not chain.source.strip() or not chain.nodes:
        wrong.append("须有名称、来源和至少一个环节 title, source and at least one node are needed")
    codes = [node.code for node in chain.nodes]
    wrong += [f"环节重复 the node stands twice: {code}" for code in sorted({c for c in codes if codes.count(c) > 1})]
    parents = {node.code: node.parent for node in chain.nodes}
    for node in chain.nodes:
        if node.parent and node.parent not in parents:
            wrong.append(f"上级环节不存在 no such parent: {node.parent} ({node.code})")
        elif goes_round(parents, node.code):
            wrong.append(f"上级环节成环 the parents go round: {node.code}")
    seen: set[tuple[str, str]] = set()
    for link in chain.links:
        pair = (link.seller, link.buyer)
        if link.seller not in parents or link.buyer not in parents or link.seller == link.buyer:
            wrong.append(f"联系的两端须为两个环节 a link joins two nodes: {link.seller} → {link.buyer}")
        if pair in seen:
            wrong.append(f"联系重复 the link stands twice: {link.seller} → {link.buyer}")
        if link.coefficient is not None and not 0 <= link.coefficient <= 1:
            wrong.append(f"系数在 0 和 1 之间 a coefficient lies between 0 and 1: {link.coefficient}")
        if link.coefficient is not None and not 0 < (link.confidence_bp or 0) <= 10_000:
            wrong.append(
                f"写明的系数须有可信度 a stated coefficient needs its confidence: {link.seller} → {link.buyer}"
            )
        seen.add(pair)
    if wrong:
        raise Invalid("产业链有错 the chain has mistakes", why="\n".join(wrong[:50]), do="改正后再保存 correct them")


def goes_round(parents: dict[str, str], code: str) -> bool:
    """Whether going up from the node comes back to it."""
    seen, here = {code}, parents.get(code, "")
    while here:
        if here in seen:
            return True
        seen.add(here)
        here = parents.get(here, "")
    return False


def cycle(links: Iterable[tuple[str, str]]) -> list[str]:
    """Nodes along which selling goes round, the first one again at the end; empty where it never does."""
    buyers: dict[str, list[str]] = {}
    for seller, buyer in links:
        buyers.setdefault(seller, []).append(buyer)
    done: set[str] = set()
    for start in sorted(buyers):
        way, open_ = [start], [iter(buyers[start])]
        while open_ and start not in done:
            step = next(open_[-1], None)
            if step is None:
                done.add(way.pop())
                open_.pop()
            elif step in way:
                return [*way[way.index(step) :], step]
            elif step not in done:
                way.append(step)
                open_.append(iter(buyers.get(step, ())))
    return []
