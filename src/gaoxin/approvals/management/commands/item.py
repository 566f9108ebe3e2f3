"""`./gaoxin item list | show CODE | lint | diff CODE`: the law as the catalogue has it, its doubts, and what changes it."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from gaoxin.approvals.rules.comparison import ItemDifference, compare
from gaoxin.approvals.rules.comparison.differences import documents_asked
from gaoxin.approvals.rules.items.lint import Report, by_law, lint
from gaoxin.approvals.rules.items.load import CatalogueError
from gaoxin.approvals.rules.items.model import Item, digest
from gaoxin.approvals.rules.items.places import Places
from gaoxin.approvals.rules.items.telling import cite, say, sections
from gaoxin.approvals.rules.items.vocabulary import load_vocabulary
from gaoxin.approvals.rules.materials.burden import plan
from gaoxin.approvals.rules.reforms import apply_reforms
from gaoxin.approvals.rules.reforms.lint import lint_reforms
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import Invalid
from gaoxin.runtime.commands import GaoxinCommand
from gaoxin.trust.rendering import TEMPLATES

STATED = ("fields", "limits", "service", "steps", "materials", "applies", "applies_basis")  # told in words of their own
LISTED = {
    "code": "代码 code",
    "name": "事项 item",
    "stage": "阶段 stage",
    "kind": "类型 kind",
    "statutory": "法定 statutory",
    "promised": "承诺 promised",
    "documents": "材料 documents",
    "visits": "到场 visits",
}
WAYS = {
    "held": "已有 held",
    "fetched": "共享 fetched",
    "promised": "承诺 promised",
    "deferred": "容缺 deferred",
    "uploaded": "提交 uploaded",
    "missing": "缺 missing",
}


class Command(GaoxinCommand):
    help = (
        "事项 items: list | show CODE [--on DATE] | lint | diff CODE --from DATE --to DATE | diff CODE --apply REFORM,…"
    )

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listed = actions.add_parser("list", help="every item in force, by stage")
        shown = actions.add_parser("show", help="one item whole, with every article and every doubt")
        checked = actions.add_parser("lint", help="errors, warnings and facts in doubt; exit status 1 only on errors")
        differ = actions.add_parser("diff", help="what an amendment or a set of reforms changes, computed from both")
        for sub in (shown, differ):
            sub.add_argument("code", help="item code, see: item list")
        for sub in (listed, shown, differ):
            sub.add_argument("--on", type=_day, metavar="DATE", help="the law of that day (default: today)")
        differ.add_argument("--from", dest="since", type=_day, metavar="DATE", help="the version in force that day …")
        differ.add_argument("--to", dest="until", type=_day, metavar="DATE", help="… against the one of that day")
        differ.add_argument("--apply", default="", metavar="REFORM,…", help="reforms to apply, see catalogue/reforms")
        for sub in (listed, shown, checked, differ):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int:
        return getattr(self, f"_{options['action']}")(options) or 0

    def _list(self, options: Mapping[str, Any]) -> None:
        day, catalogue = options["on"] or timezone.localdate(), rulebook.catalogue()
        rows = [_listed(code, catalogue.items[code], day) for code in catalogue.codes()]
        if options["as_json"]:
            self.emit({"on": day, "items": rows})
            return
        told = [[str(row[key]) for key in LISTED] for row in rows]
        self._table(f"{len(rows)} 个事项 items，{day}", tuple(LISTED.values()), told)

    def _show(self, options: Mapping[str, Any]) -> None:
        item = rulebook.catalogue().on(options["code"], options["on"] or timezone.localdate())
        if options["as_json"]:
            self.emit({"digest": digest(item), "item": msgspec.to_builtins(item)})
            return
        for section in sections(item):
            self._table(section.title, section.columns, section.rows)
        self.line("△ 中等确信 medium confidence  ▽ 低确信 low confidence：未逐字核对法律原文 not read as statute text")

    def _lint(self, options: Mapping[str, Any]) -> int:
        folder = settings.CATALOGUE
        try:
            catalogue = rulebook.catalogue()
        except CatalogueError as error:
            if options["as_json"]:
                self.emit({"ok": False, "errors": list(error.problems), "warnings": [], "uncertain": []})
            else:
                self.line("\n".join(error.problems))
            return 1
        report = lint(catalogue, load_vocabulary(folder, TEMPLATES), Places(*rulebook.item_folders()))
        reforms = lint_reforms(rulebook.reforms(), catalogue)
        ok = report.ok and not reforms
        if options["as_json"]:
            errors = [*({**asdict(r), "where": str(r)} for r in report.errors), *({"where": text} for text in reforms)]
            told = {
                "warnings": [asdict(r) for r in report.warnings],
                "uncertain": [asdict(d) for d in report.uncertain],
            }
            self.emit({"ok": ok, "errors": errors, **told})
        else:
            self._tell_lint(report, reforms)
        return 0 if ok else 1

    def _tell_lint(self, report: Report, reforms: Sequence[str]) -> None:
        self.line("存疑 In doubt: 未逐字核对法律原文的事实 facts of law not read as statute text")
        for (file, law, confidence, source), doubts in by_law(report.uncertain).items():
            lines = ",".join(str(line) for line in dict.fromkeys(doubt.line for doubt in doubts))
            notes = "；".join(dict.fromkeys(doubt.note for doubt in doubts if doubt.note))
            elements = ", ".join(dict.fromkeys(doubt.element.removesuffix(".basis") for doubt in doubts))
            self.line(f"  {file}:{lines} {elements} [{law}] {confidence}, {source}{'：' if notes else ''}{notes}")
        for name, remarks in (("警告 Warnings", report.warnings), ("错误 Errors", (*report.errors, *reforms))):
            self.line(f"\n{name}: {len(remarks)}")
            for remark in remarks:
                self.line(f"  {remark}")
        count = len(rulebook.catalogue().items)
        errors = len(report.errors) + len(reforms)
        self.line(
            f"\n{count} 个事项 items：{errors} 处错误 errors，{len(report.warnings)} 处警告 warnings，"
            f"{len(report.uncertain)} 处存疑 in doubt"
        )

    def _diff(self, options: Mapping[str, Any]) -> None:
        since = options["since"] or options["on"] or timezone.localdate()
        until = options["until"] or since
        codes = [code.strip() for code in options["apply"].split(",") if code.strip()]
        if not codes and options["until"] is None:
            raise Invalid(
                "没有可比较的对象 nothing to compare",
                do="写明 --from DATE --to DATE，或者 --apply REFORM,…  give two dates or a set of reforms",
            )
        before, after = (rulebook.catalogue().on(options["code"], day) for day in (since, until))
        difference = compare(before, apply_reforms(after, codes, rulebook.reforms(), until))
        if options["as_json"]:
            self.emit({"from": since, "to": until, **difference.as_dict()})
        else:
            self._tell_difference(difference, since, until)

    def _tell_difference(self, found: ItemDifference, since: dt.date, until: dt.date) -> None:
        told = found.as_dict()
        after = found.after
        reforms = f"，适用 with {', '.join(after.reforms)}" if after.reforms else ""
        yes_no = {True: "要 yes", False: "免 no"}
        rows = [
            ("须提交的材料 documents to hand in", told["documents"]["before"], told["documents"]["after"]),
            ("须填写的字段 fields to type", told["fields"]["before"], told["fields"]["after"]),
            ("到场次数 visits", told["visits"]["before"], told["visits"]["after"]),
            (
                "承诺时限 promised limit",
                told["limit"]["before"],
                f"{told['limit']['after']} [{told['limit']['article']}]",
            ),
            ("法定时限 statutory limit", found.before.limits.statutory.limit, told["limit"]["statutory"]),
            ("手写签名 ink", *(yes_no[need] for need in told["signatures"]["ink"])),
            ("实物印章 physical seal", *(yes_no[need] for need in told["signatures"]["physical_seal"])),
            ("环节与角色 steps and roles", _steps(found.before), _steps(after)),
        ]
        title = f"{after.name.zh} {after.name.en}：{since} → {until}{reforms}"
        self._table(title, ("", "之前 before", "之后 after"), [tuple(map(str, row)) for row in rows])
        documents = [(d.name, WAYS[d.way], d.why, d.article) for d in found.documents]
        self._table("材料逐项 Each document", ("材料 document", "方式 how", "理由 why", "依据 article"), documents)
        others = [
            (c.path, _short(c.before), _short(c.after)) for c in found.changes if c.path.split(".")[0] not in STATED
        ]
        if found.before.applies != after.applies:
            told_apply = (f"{say(item.applies)} — {cite(item.applies_basis)}" for item in (found.before, after))
            others.insert(0, ("适用 applies", *told_apply))
        self._table("其他变化 Other changes", ("要素 element", "之前 before", "之后 after"), others)
        acts = [(reform, "；".join(articles)) for reform, articles in told["acts"].items()]
        self._table("改革依据 Acts behind the reforms", ("措施 reform", "依据 article"), acts)
        if not found.changes:
            self.line("两者相同 no difference")

    def _table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a titled table as wide as the terminal; nothing where it has no rows."""
        listed = [list(row) for row in rows]
        if not listed:
            return
        table = Table(title=title, title_justify="left", title_style="bold", show_header=bool(columns), expand=False)
        for heading in columns or [""] * len(listed[0]):
            table.add_column(heading, overflow="fold", no_wrap=heading.startswith("代码"))
        for row in listed:
            table.add_row(*row)
        width = max(100, shutil.get_terminal_size((140, 24)).columns)
        drawn = io.StringIO()
        Console(file=drawn, width=width, markup=False, highlight=False, emoji=False).print(table)
        self.line("\n".join(line.rstrip() for line in drawn.getvalue().splitlines()))
        self.line()


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应写作 2026-03-02 not a date: {text!r}") from None


def _listed(code: str, versions: Sequence[Item], day: dt.date) -> dict[str, Any]:
    """One row of the list: the version of that day, else the newest."""
    item = next(
        (i for i in versions if i.valid_from <= day and (i.valid_to is None or day <= i.valid_to)), versions[-1]
    )
    return {
        "code": code,
        "name": item.name.zh,
        "name_en": item.name.en,
        "stage": item.stage,
        "kind": item.kind,
        "authority": item.authority.name.zh,
        "statutory": item.limits.statutory.limit,
        "promised": item.limits.promised.limit,
        "documents": documents_asked(plan(item, {})),
        "visits": item.service.visits,
        "basis": [str(reference) for reference in item.basis],
        "versions": [{"from": version.valid_from, "to": version.valid_to} for version in versions],
    }


def _steps(item: Item) -> str:
    return " → ".join(
        f"{step.code}({step.role}{f'×{step.officers}' if step.officers > 1 else ''})" for step in item.steps
    )


def _short(value: object) -> str:
    text = "—" if value is None else _named(value) or str(value)
    return text if len(text) <= 120 else text[:119] + "…"


def _named(value: object) -> str:
    """A coded element by what it says, in both languages; empty for anything else."""
    words = (value.get("text") or value.get("name")) if isinstance(value, dict) else None
    return f"{words['zh']} {words['en']}" if isinstance(words, dict) else ""
