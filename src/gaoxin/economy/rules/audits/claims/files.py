"""A file of claims (YAML or JSON) read with the line of everything, so that every complaint names its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import yaml

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.claims import fields
from gaoxin.economy.rules.audits.claims.claim import LEVELS, OF_A_WHOLE, Claim, Document, Kind, Subject, Sum
from gaoxin.economy.rules.audits.claims.interval import Interval
from gaoxin.economy.rules.audits.claims.units import POINTS, Unit, unit_of

MOST_BYTES, MOST_CLAIMS, MOST_TOLD = 4 * 1024 * 1024, 20_000, 20
_compose: Callable[..., Any] = getattr(yaml, "compose")  # noqa: B009  PyYAML has no types
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(data: bytes) -> str:
    """A file's text: UTF-8, else GB 18030. Raises Invalid."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"文件过大 the file is too large: {len(data):,} B", do=f"不超过 at most {MOST_BYTES:,} B")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("文件不是文本 the file is no text", do="保存为 UTF-8 文本 save it as UTF-8")


def read_document(text: str) -> Document:
    """Claims and sums of a file. Raises Invalid with the line of each complaint."""
    return _Reader().read(text)


@dataclass(slots=True)
class _Reader:
    problems: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    period: str = ""
    basis: str = ""

    def read(self, text: str) -> Document:
        root = _composed(text)
        if isinstance(root, yaml.SequenceNode):
            claims, sums = self._claims(root), tuple[Sum, ...]()
        elif isinstance(root, yaml.MappingNode):
            told = self._mapping(root, fields.FILE_KEYS)
            self.period, self.basis = self._text(told.get("period")), self._word(told.get("basis"), fields.BASIS_WORDS)
            if not isinstance(told.get("claims"), yaml.SequenceNode):
                self._wrong(root, "缺少 claims 列表 there is no list of claims")
            claims = self._claims(told.get("claims"))
            claims, sums = self._settled(claims), self._sums(told.get("sums"), claims)
        else:
            raise Invalid("文件里没有数字 the file holds no claims", do="写出 claims 列表 write a list of claims")
        claims = self._settled(claims)
        self._dimensions(claims)
        if self.problems:
            raise self._refusal()
        return Document(tuple(claims), sums)

    def _claims(self, node: yaml.Node | None) -> list[Claim]:
        if not isinstance(node, yaml.SequenceNode):
            return []
        if len(node.value) > MOST_CLAIMS:
            raise Invalid(f"数字过多 too many claims: {len(node.value):,}", do=f"不超过 at most {MOST_CLAIMS:,}")
        told: dict[str, Claim] = {}
        for number, one in enumerate(node.value, 1):
            claim = self._claim(one, number)
            if claim is None:
                continue
            if claim.id in told:
                self._wrong(one, f"编号重复 the id is used twice: {claim.id}")
            told[claim.id] = claim
        return list(told.values())

    def _claim(self, node: yaml.Node, number: int) -> Claim | None:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "不是一组字段 not a mapping of fields")
            return None
        told = self._mapping(node, fields.CLAIM_KEYS)
        printed = self._printed(node, told)
        if printed is None:
            return None
        value, unit, bound = printed
        kind = self._kind(node, told, unit)
        indicator = self._text(told.get("indicator"))
        if not indicator:
            self._wrong(node, "缺少 indicator 指标 the indicator is missing")
        whole = self._text(told.get("whole"))
        if kind in OF_A_WHOLE and not whole:
            self._wrong(node, f"{kind} 缺少 whole（占谁、拉动谁）a {kind} needs the whole it is of")
        if kind is None or not indicator:
            return None
        period = self._text(told.get("period")) or self.period
        return Claim(
            self._text(told.get("id")) or f"c{number}", kind, value, unit, Subject(indicator, self._text(told.get("scope")), period),
            Subject(whole, "?", period) if whole else None, self._text(told.get("text")),
            self._word(told.get("bound"), fields.BOUND_WORDS) or bound, self._word(told.get("direction"), fields.DIRECTIONS),
            self._word(told.get("basis"), fields.BASIS_WORDS) or self.basis, self._truth(told.get("estimate")),
            self._interval(told.get("interval")), _line(node), self._list(told.get("guessed")),
        )  # fmt: skip

    def _printed(self, node: yaml.Node, told: dict[str, yaml.Node]) -> tuple[Decimal, Unit, str] | None:
        given = self._interval(told.get("interval"))
        text = self._text(told.get("value")) or (str((given.lo + given.hi) / 2) if given and given.bounded else "")
        if not text:
            self._wrong(node, "缺少 value 数值 the value is missing")
            return None
        found = fields.read_number(text)
        if found is None:
            self._wrong(told.get("value", node), f"数值无法读取 not a number: {text[:30]}")
            return None
        value, written, bound = found
        name = self._text(told.get("unit")) or written
        if not name:
            self._wrong(node, "缺少 unit 单位 the unit is missing")
            return None
        unit = unit_of(name)
        if unit is None:
            self._wrong(told.get("unit", node), f"单位不认识 unknown unit: {name[:20]}")
            return None
        return self._decimals(told.get("decimals"), value), unit, bound

    def _decimals(self, node: yaml.Node | None, value: Decimal) -> Decimal:
        text = self._text(node)
        if not text:
            return value
        if not (text.isascii() and text.isdigit() and int(text) <= 12):
            self._wrong(node, f"小数位应是 0 到 12 decimals are 0 to 12: {text[:10]}")
            return value
        wanted = value.quantize(Decimal(1).scaleb(-int(text)))
        if wanted != value:
            self._wrong(node, f"数值的小数比 decimals 多 the value has more decimals than said: {value}")
        return wanted

    def _kind(self, node: yaml.Node, told: dict[str, yaml.Node], unit: Unit) -> Kind | None:
        text = self._text(told.get("kind"))
        if not text:
            if unit.kind != "ratio":
                return Kind.COUNT if unit.exact else Kind.LEVEL
            if told.get("whole") is not None and unit.name not in POINTS:
                return Kind.SHARE
            self._wrong(node, "缺少 kind 类型（增长、比重、拉动…）the kind is missing (growth, share, pull …)")
            return None
        found = fields.known({str(kind): words for kind, words in fields.KINDS.items()}, text)
        if found is None:
            self._wrong(told["kind"], f"类型不认识 unknown kind: {text[:20]}；可用 use: {', '.join(Kind)}")
            return None
        kind = Kind(found)
        if kind not in LEVELS and unit.kind != "ratio" and unit.kind != "倍":
            self._wrong(node, f"{kind} 的单位应是 % 或个百分点 the unit of a {kind} is % or 个百分点, not {unit.name}")
        return kind

    def _settled(self, claims: list[Claim]) -> list[Claim]:
        """Wholes as written become subjects: the id of a claim, `indicator @ scope`, an indicator, or a scope of the same indicator."""
        ids, subjects = {c.id: c.subject for c in claims}, {c.subject for c in claims}
        return [
            replace(c, whole=_meant(c.whole.indicator, c.subject, ids, subjects)) if c.whole and c.whole.scope == "?" else c
            for c in claims
        ]  # fmt: skip

    def _sums(self, node: yaml.Node | None, claims: list[Claim]) -> tuple[Sum, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, "sums 应是列表 sums is a list")
            return ()
        ids, subjects, told = {c.id: c.subject for c in claims}, {c.subject for c in claims}, list[Sum]()
        for one in node.value:
            if not isinstance(one, yaml.MappingNode):
                self._wrong(one, "不是一组字段 not a mapping of fields")
                continue
            given = self._mapping(one, fields.SUM_KEYS)
            names, whole = self._list(given.get("parts")), self._text(given.get("whole"))
            if not names or not whole:
                self._wrong(one, "合计需要 whole 和 parts a sum needs its whole and its parts")
                continue
            total = _meant(whole, Subject("", "", self.period), ids, subjects)
            parts = tuple(_meant(name, total, ids, subjects) for name in names)
            for name, part in zip(names, parts, strict=True):
                if part not in subjects:
                    self._wrong(one, f"没有这个数字 no claim is of this: {name[:30]}")
            complete = given.get("complete")
            told.append(Sum(total, parts, complete is None or self._truth(complete), _line(one)))
        return tuple(told)

    def _dimensions(self, claims: list[Claim]) -> None:
        """A subject is measured in one kind of unit."""
        first: dict[Subject, Claim] = {}
        for claim in claims:
            if claim.kind not in LEVELS:
                continue
            known = first.setdefault(claim.subject, claim)
            if known.unit.kind != claim.unit.kind:
                text = f"同一指标单位不同 one subject, two kinds of unit: {known.unit.name}（{known.id}）, {claim.unit.name}（{claim.id}）"
                self.problems.append((claim.line, text))

    def _mapping(self, node: yaml.MappingNode, known: dict[str, tuple[str, ...]]) -> dict[str, yaml.Node]:
        told: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text(key)
            found = fields.known(known, name)
            if found is None:
                if name not in fields.IGNORED:
                    self._wrong(key, f"字段不认识 unknown key: {name[:30]}；可用 use: {', '.join(known)}")
                continue
            if found in told:
                self._wrong(key, f"字段重复 the key is given twice: {found}")
            told[found] = value
        return told

    def _text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, "应是一个值 one value is expected here")
            return ""
        text = str(node.value).strip()
        return "" if node.tag == "tag:yaml.org,2002:null" else text

    def _list(self, node: yaml.Node | None) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._text(one) for one in node.value)
        text = self._text(node)
        return (text,) if text else ()

    def _word(self, node: yaml.Node | None, table: dict[str, tuple[str, ...]]) -> str:
        text = self._text(node)
        if not text:
            return ""
        found = fields.known(table, text)
        if found is None:
            self._wrong(
                node, f"写法不认识 not understood: {text[:20]}；可用 use: {', '.join(name for name in table if name)}"
            )
        return found or ""

    def _truth(self, node: yaml.Node | None) -> bool:
        text = self._text(node).lower()
        if text not in fields.YES and text not in fields.NO:
            self._wrong(node, f"应是 true 或 false true or false is expected: {text[:10]}")
        return text in fields.YES

    def _interval(self, node: yaml.Node | None) -> Interval | None:
        """`[lo, hi]` in the claim's unit; null is no end."""
        if node is None or (isinstance(node, yaml.ScalarNode) and not self._text(node)):
            return None
        ends = self._ends(node)
        if ends is None:
            self._wrong(node, "区间应写作 [下限, 上限] an interval is [low, high]")
            return None
        return ends

    def _ends(self, node: yaml.Node) -> Interval | None:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) != 2:
            return None
        told: list[Decimal] = []
        for one, nothing in zip(node.value, ("-Infinity", "Infinity"), strict=True):
            text = self._text(one)
            found = fields.read_number(text) if text else (Decimal(nothing), "", "")
            if found is None:
                return None
            told.append(found[0])
        return Interval(told[0], told[1]) if told[0] <= told[1] else None

    def _wrong(self, node: yaml.Node | None, text: str) -> None:
        self.problems.append((_line(node) if node is not None else 1, text))

    def _refusal(self) -> Invalid:
        told = sorted(dict.fromkeys(self.problems))
        lines = [f"第 {line} 行 line {line}: {text}" for line, text in told[:MOST_TOLD]]
        more = f"；另有 and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
        return Invalid("；".join(lines) + more, do="改正这些行后再审核 correct these lines, then audit again")


def _composed(text: str) -> Any:
    if not text.strip():
        raise Invalid("文件是空的 the file is empty", do="写出 claims 列表 write a list of claims")
    try:
        return _compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = int(mark.line) + 1 if mark is not None else 1
        said = str(getattr(error, "problem", "") or "")[:120]
        raise Invalid(
            f"第 {line} 行 line {line}: 不是 YAML not YAML: {said}", do="检查缩进和冒号 check indentation and colons"
        ) from None
    except RecursionError:
        raise Invalid("嵌套过深 nested too deeply", do="claims 是一层列表 claims is a flat list") from None


def _meant(written: str, of: Subject, ids: dict[str, Subject], subjects: set[Subject]) -> Subject:
    if written in ids:
        return ids[written]
    indicator, _, scope = (part.strip() for part in written.partition("@"))
    plain = Subject(indicator, scope, of.period)
    if plain in subjects or scope:
        return plain
    scoped = Subject(of.indicator, indicator, of.period)
    return scoped if scoped in subjects else plain


def _line(node: yaml.Node) -> int:
    mark = node.start_mark
    return int(mark.line) + 1 if mark is not None else 1
