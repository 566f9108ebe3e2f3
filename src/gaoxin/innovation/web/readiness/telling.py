"""What the firm's page and the officer's share: the report with signs and words, the form's fields, an act of declaring."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.readiness.book import Fact
from gaoxin.innovation.rules.readiness.declared import YEARS, Value
from gaoxin.innovation.rules.readiness.keeping import Firm
from gaoxin.innovation.rules.readiness.telling import shown
from gaoxin.innovation.selectors import readiness as log
from gaoxin.innovation.selectors.readiness_book import book
from gaoxin.innovation.services.readiness import ReadinessTold
from gaoxin.innovation.web.policies import asking

VERDICT: dict[str, tuple[Any, str, str]] = {
    "qualifies": (gettext_lazy("达到条件"), "good", "✓"),
    "depends_on_experts": (gettext_lazy("条件具备，得分由专家评定"), "attention", "◕"),
    "unknown": (gettext_lazy("信息不足"), "waiting", "?"),
    "does_not_qualify": (gettext_lazy("未达到条件"), "decided", "✗"),
}
MET: dict[bool | None, tuple[Any, str, str]] = {
    True: (gettext_lazy("符合"), "good", "✓"), False: (gettext_lazy("不符合"), "decided", "✗"),
    None: (gettext_lazy("未知"), "waiting", "?"),
}  # fmt: skip
TITLE: dict[str, Any] = {
    "valid": gettext_lazy("证书有效"), "renew": gettext_lazy("本年内到期，请重新申请"), "expired": gettext_lazy("证书已过期"),
    "future": gettext_lazy("证书尚未生效"),
}  # fmt: skip
PREFIX = "v_"


def badge(told: tuple[Any, str, str]) -> dict[str, Any]:
    word, tone, sign = told
    return {"word": word, "tone": tone, "sign": sign}


def report(zone: str, check: str, firm: Firm, day: dt.date) -> dict[str, Any]:
    """The report with a badge for each state, and under each condition the values that it was told by."""
    found, facts = log.told(check=check, firm=firm, day=day, zone=zone), book().facts
    for one in found["conditions"]:
        one["badge"], one["said"] = badge(MET[one["met"]]), asking.phrase(one["name"])
        one["told_by"] = [
            {"name": facts[code].name, "value": value(facts[code], firm.values[code]), **found["facts"].get(code, {})}
            for code in one["source"]
        ]
        one["lacks"] = [facts[code].name for code in one["missing"]]
    for change in found["least_change"]:
        fact = facts[change["fact"]]
        change["fact_name"] = fact.name
        change["from_text"], change["to_text"] = worded(fact, change["from"]), worded(fact, change["to"])
    for part in found["score"]["parts"]:
        part["said"] = asking.phrase(part["name"])
    found["badge"], found["reach_said"] = badge(VERDICT[found["verdict"]]), asking.phrase(found["reach_text"])
    found["title"] = TITLE.get(found["validity"].get("standing", ""), "")
    return found


def value(fact: Fact, kept: Value) -> str:
    return worded(fact, shown(fact, kept))


def worded(fact: Fact, told: Any) -> str:
    """As a reader says it: yes and no, names of choices, thousands marked, years one after the other."""
    if told is None:
        return "—"
    if isinstance(told, bool):
        return _("是") if told else _("否")
    if isinstance(told, list):
        return " / ".join(f"{one:,}" for one in told) + (f" {fact.unit}" if fact.unit else "")
    if fact.kind == "choice":
        name = next(one.name for one in fact.choices if one.code == told)
        return name.en if asking.english() else name.zh
    return f"{told:,} {fact.unit}".strip() if isinstance(told, int) else str(told)


def fields(check: str, firm: Firm, day: dt.date, typed: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Inputs for what is missing, and for what the firm may correct or add. What a register knows is not asked."""
    missing: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    law = book()
    years, needed = [day.year - back for back in range(YEARS, 0, -1)], set(law.check(check).needed())
    for code in law.check(check).used():
        fact, origin = law.facts[code], firm.origins.get(code)
        if origin is not None and origin.by is None and fact.caution is None:
            continue
        kept = firm.values.get(code)
        names = [f"{code}_{year}" for year in years] if fact.kind == "years" else [code]
        present: list[Any] = []
        if isinstance(kept, tuple):
            present = [*([""] * (YEARS - len(kept))), *kept]
        inputs = [
            {"name": PREFIX + name, "year": name.rpartition("_")[2] if fact.kind == "years" else "",
             "typed": typed.get(PREFIX + name, ""), "now": present[place] if present else ""}
            for place, name in enumerate(names)
        ]  # fmt: skip
        row = {
            "code": code,
            "fact": fact,
            "inputs": inputs,
            "now": "" if kept is None else value(fact, kept),
            "origin": origin,
        }
        (missing if kept is None and code in needed else told).append(row)
    return missing, told


def declared(request: HttpRequest) -> ReadinessTold:
    """What the form says. Raises Invalid for a day that is none."""
    try:
        day = dt.date.fromisoformat(asking.text(request, "day"))
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None
    values = {name.removeprefix(PREFIX): asking.text(request, name) for name in request.POST if name.startswith(PREFIX)}
    return ReadinessTold(values, day, asking.text(request, "source"))
