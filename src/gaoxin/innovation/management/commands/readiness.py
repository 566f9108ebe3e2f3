"""`./gaoxin readiness htec|sme FIRM.yaml`: would this firm qualify, why, and what is the least that would have to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.innovation.rules.readiness.declared import declared
from gaoxin.innovation.rules.readiness.telling import report
from gaoxin.innovation.selectors.readiness_book import book
from gaoxin.runtime.commands import GaoxinCommand

MOST_BYTES = 100_000
SIGNS = {True: "✓", False: "✗", None: "?"}


class Command(GaoxinCommand):
    help = "达标自评 readiness: htec FIRM.yaml | sme FIRM.yaml: conditions with why, points, the least change that qualifies"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for code, told in (
            ("htec", "高新技术企业 high-technology enterprise"),
            ("sme", "科技型中小企业 technology SME"),
        ):
            sub = actions.add_parser(code, help=told)
            sub.add_argument(
                "file", type=Path, help="YAML with the facts of one firm; docs/reference/readiness.md lists the keys"
            )
            sub.add_argument(
                "--on", type=dt.date.fromisoformat, default=None, help="day of the application; default: today"
            )
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int:
        told = declared(_read(options["file"]), book())
        found = report(book().check(options["action"]), told, book(), options["on"] or timezone.localdate())
        if options["as_json"]:
            self.emit(found)
        else:
            self._tell(found)
        return 0

    def _tell(self, found: Mapping[str, Any]) -> None:
        self.line(f"{_both(found['name'])}：{_both(found['verdict_text'])}")
        for one in found["conditions"]:
            self.line(
                f"{SIGNS[one['met']]} {_both(one['name'])}: {one['value']}（{one['needed']}） {one['why']} | {one['article']}"
            )
        score = found["score"]
        self.line(f"得分 points: {score['low']}–{score['high']}，需要 needed ≥ {score['needed']}")
        for one in found["least_change"]:
            by = "" if one["by"] is None else f"（{one['by']:+,} {one['unit']}）"
            self.line(f"→ {_both(one['name'])} {one['fact']}: {one['from']} → {one['to']}{by} | {one['article']}")
        self.line(_both(found["reach_text"]))
        if found["missing"]:
            self.line("未填 not told: " + "、".join(f"{one['name']['zh']} {one['fact']}" for one in found["missing"]))
        for key, value in found["validity"].items():
            self.line(f"有效期 validity {key}: {value}")
        for note in found["notes"]:
            self.line(f"注意 note: {note}")


def _both(said: Mapping[str, str]) -> str:
    return f"{said['zh']} {said['en']}"


def _read(path: Path) -> Any:
    """The file's content. Raises NotFound, Invalid where it is no plain YAML."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFound(f"文件打不开 the file cannot be opened: {path}", do="核对路径 check the path") from error
    if len(data) > MOST_BYTES:
        raise Invalid("文件过大 the file is too large", do="只写一家企业的事实 write the facts of one firm")
    try:
        for token in yaml.scan(data.decode("utf-8-sig")):
            if isinstance(token, yaml.AliasToken):
                raise Invalid("文件含有引用 the file has references (*name)", do="写明每个值 write each value")
        _check_once(yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader))
        return yaml.safe_load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid(
            "文件不是 YAML the file is no YAML", why=str(error)[:200], do="核对文件 check the file"
        ) from error


def _check_once(node: Any) -> None:
    """Raises Invalid for a key that stands twice: YAML would take the last one and say nothing."""
    seen: set[str] = set()
    for key, _value in node.value if isinstance(node, yaml.MappingNode) else ():
        text = str(key.value)
        if text in seen:
            raise Invalid(
                f"第 {key.start_mark.line + 1} 行重复 stands twice: {text[:40]}", why="同一事实只能有一个值 a fact has one value",
                do="只留一行 keep one line",
            )  # fmt: skip
        seen.add(text)
