"""`./gaoxin policy list | show | match | simulate | facts`: what benefits there are, what a firm gets of them and why, and what a
draft would cost before it is decreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.policies.telling import policy_told, told
from gaoxin.innovation.selectors.policies.files import Matched, matched, read_draft, read_firms
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.selectors.policies.simulating import simulate, simulated
from gaoxin.runtime.commands import GaoxinCommand

WORDS = {
    "eligible": "可享受 gets", "excluded": "不重复享受 excluded", "received": "已享受 received", "zero": "金额为零 nothing to pay",
    "not-eligible": "不符合 fails", "unknown": "尚缺事实 unknown", "not-in-force": "不在有效期 not in force",
}  # fmt: skip
WAYS = {
    "unasked": "免申即享 unasked",
    "apply": "需要申请 to be applied for",
    "tax": "在纳税申报中享受 in the tax return",
}
SIGNS = {True: "✓", False: "✗", None: "?"}


class Command(GaoxinCommand):
    help = "惠企政策 benefits: policy list | show CODE | facts | match FIRM.yaml … | simulate DRAFT.yaml …"
    group = "work"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listed = actions.add_parser("list", help="every benefit with its version of a day, amounts and legal basis")
        shown = actions.add_parser("show", help="one benefit: all versions, conditions, amounts, articles")
        shown.add_argument("code")
        facts = actions.add_parser("facts", help="the keys that a firm's file may use")
        match = actions.add_parser("match", help="firms from YAML files: what each gets and why; who gets each benefit")
        match.add_argument("files", type=Path, nargs="+", metavar="FIRM.yaml")
        match.add_argument(
            "--policy", action="append", default=[], metavar="CODE", help="these only (exclusion still counts all)"
        )
        draft = actions.add_parser(
            "simulate", help="a draft over all firms of the zone before it is decreed: whom it reaches, what it costs"
        )
        draft.add_argument("file", type=Path, metavar="DRAFT.yaml")
        draft.add_argument(
            "--firms", type=Path, action="append", default=[], metavar="FIRM.yaml", help="these in place of the zone's"
        )
        for sub in (listed, match, draft):
            sub.add_argument("--on", default="", metavar="DAY", help="the day whose versions apply (default today)")
        for sub in (listed, shown, facts, match, draft):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> None:
        acts = {
            "list": self._list,
            "show": self._show,
            "facts": self._facts,
            "match": self._match,
            "simulate": self._simulate,
        }
        acts[options["action"]](options)

    def _list(self, options: Mapping[str, Any]) -> None:
        day = _day(options["on"])
        policies = book().policies.values()
        if options["as_json"]:
            return self.emit({"on": day, "policies": [policy_told(one, day) for one in policies]})
        for one in policies:
            now = one.on(day)
            since = f"自 {now.since} 起" if now else "不在有效期 not in force"
            self.line(f"{one.code:<22}{one.name.zh}  {WAYS[one.comes]}  {since}")
        return None

    def _show(self, options: Mapping[str, Any]) -> None:
        policy = book().policy(options["code"])
        found = policy_told(policy, timezone.localdate())
        if options["as_json"]:
            return self.emit(found)
        self.line(f"{policy.name.zh} {policy.name.en}{'（演示 demo）' if policy.demo else ''}\n{policy.summary.zh}")
        for version in found["versions"]:
            self.line(f"\n{version['from']} — {version['until'] or '…'}  {version['article']}")
            for condition in version["conditions"]:
                self.line(f"  · {condition['say']['zh']}  [{condition['article']}]")
            for part in version["amount"]:
                self.line(f"  + {part['say']['zh']}")
        return None

    def _facts(self, options: Mapping[str, Any]) -> None:
        rows = [
            {"key": code, "kind": fact.kind, "name": {"zh": fact.name.zh, "en": fact.name.en}, "aliases": list(fact.aliases),
             "choices": list(fact.choices), "period": fact.period, "default": fact.default}
            for code, fact in book().facts.items() if not fact.derived
        ]  # fmt: skip
        if options["as_json"]:
            return self.emit({"facts": rows})
        for row in rows:
            self.line(
                f"{row['key']:<24}{row['kind']:<8}{row['name']['zh']}  {', '.join([*row['aliases'], *row['choices']])}"
            )
        return None

    def _match(self, options: Mapping[str, Any]) -> None:
        laws, day = book(), _day(options["on"])
        only = [laws.policy(code).code for code in options["policy"]]
        firms = [firm for path in options["files"] for firm in read_firms(path, laws)]
        found = matched(firms, laws, day)
        if options["as_json"]:
            return self.emit(_told(found, only))
        for one in found:
            self._tell(one, only)
        return None

    def _simulate(self, options: Mapping[str, Any]) -> None:
        """All firms on one day, also those whose file names another."""
        draft, day = read_draft(options["file"]), _day(options["on"])
        if options["firms"]:
            found = simulated(
                [firm for path in options["firms"] for firm, _own in read_firms(path, book())], draft, day
            )
        else:
            found = simulate(zone=settings.ZONE, draft=draft, day=day)
        if options["as_json"]:
            return self.emit(found.told(day))
        budget = "没有上限 none" if found.budget is None else f"{found.budget:,} 元，缺口 short {found.short:,} 元"
        self.line(
            f"{draft.code}，{day}：惠及 reaches {found.reached} / {found.firms} 家，尚缺数据 unknown {found.unknown} 家\n"
            f"所需资金 costs {found.yuan:,} 元，现行 now {found.before:,} 元，增减 change {found.yuan - found.before:+,} 元\n"
            f"全部政策合计增减 all policies together {found.whole:+,} 元\n预算 budget {budget}"
        )
        for name, before, then in found.gets:
            self.line(f"  {name}: {before:,} → {then:,}")
        return None

    def _tell(self, one: Matched, only: Sequence[str]) -> None:
        self.line(f"{one.firm.name or '企业 firm'}，{one.day}：应兑付合计 to be paid {one.yuan:,} 元")
        order = list(WORDS)
        for code, verdict in sorted(one.verdicts.items(), key=lambda pair: order.index(pair[1].outcome)):
            if (only and code not in only) or verdict.outcome == "not-in-force":
                continue
            self.line(
                f"\n{code}  {verdict.policy.name.zh}: {WORDS[verdict.outcome]} {verdict.yuan:,} 元  [{verdict.article}]"
            )
            for check in verdict.checks:
                self.line(f"  {SIGNS[check.holds]} {check.say.zh}: {check.reason}  [{check.article}]")
            for addend in verdict.addends:
                self.line(f"  + {addend.say.zh}: {addend.how} = {addend.yuan:,}")
            for cut in verdict.cuts:
                self.line(f"  − {cut.why.zh}: {cut.before:,} → {cut.after:,}  [{cut.article}]")
            if verdict.missing:
                self.line(f"  缺 missing: {', '.join(verdict.missing)}")
            if (near := one.near.get(code)) is not None:
                for need in near.needs:
                    self.line(
                        f"  差 short: {need.fact} {need.has:,} → {need.wanted:,}（{need.by:+,}），可得 then {near.yuan:,} 元"
                    )


def _told(found: Sequence[Matched], only: Sequence[str]) -> dict[str, Any]:
    """Both ways. One firm stands at the top too, as most readers want it."""
    firms = [_firm(one, only) for one in found]
    by_policy = {
        code: {
            "firms": [
                {"firm": one.firm.name, "identifier": one.firm.identifier, "verdict": one.verdicts[code].outcome,
                 "amount": one.verdicts[code].yuan}
                for one in found if one.verdicts[code].outcome in ("eligible", "excluded", "received", "unknown")
            ],
            "amount": sum(one.verdicts[code].yuan for one in found),
        }
        for code in (only or [*found[0].verdicts])
    }  # fmt: skip
    return {**(firms[0] if len(firms) == 1 else {"firms": firms}), "by_policy": by_policy}


def _firm(one: Matched, only: Sequence[str]) -> dict[str, Any]:
    kept = {code: verdict for code, verdict in one.verdicts.items() if not only or code in only}
    rows = [told(verdict, one.near.get(code)) for code, verdict in kept.items()]
    missing = sorted({fact for verdict in kept.values() for fact in verdict.missing})
    return {
        "firm": one.firm.name, "identifier": one.firm.identifier, "on": one.day, "unit": "CNY",
        "total": sum(verdict.yuan for verdict in kept.values() if verdict.policy.way == "paid"),
        "benefits": [row for row in rows if row["eligible"]], "policies": rows, "missing": missing,
    }  # fmt: skip


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Invalid(f"不是日期 no date: {text}", do="按 年-月-日 填写 write YYYY-MM-DD") from None
