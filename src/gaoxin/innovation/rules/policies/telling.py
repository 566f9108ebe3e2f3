"""Verdicts as plain data, for `--json`, the API and what is kept with an entitlement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.approvals.rules.items.model import Text
from gaoxin.innovation.rules.policies.book import Policy, Version
from gaoxin.innovation.rules.policies.engine import Addend, Check, Cut, Read, Verdict
from gaoxin.innovation.rules.policies.needing import WhatIf


def told(verdict: Verdict, near: WhatIf | None = None) -> dict[str, Any]:
    """Every part of the trace; amounts in yuan; days as ISO text."""
    version = verdict.version
    found: dict[str, Any] = {
        "policy": verdict.policy.code, "name": _text(verdict.policy.name), "field": verdict.policy.field,
        "way": verdict.policy.way, "verdict": verdict.outcome, "eligible": verdict.outcome == "eligible",
        "amount": verdict.yuan, "unit": "CNY", "gross": verdict.gross,
        "version": None if version is None else {
            "from": version.since.isoformat(), "until": version.until.isoformat() if version.until else None,
            "budget": version.budget,
        },
        "basis": [] if version is None else [
            {"act": one.act, "article": one.article, "confidence": one.confidence, "source": one.source} for one in version.basis
        ],
        "demo": verdict.policy.demo, "unasked": verdict.policy.unasked and verdict.policy.way == "paid",
        "conditions": [_check(check) for check in verdict.checks],
        "addends": [_addend(addend) for addend in verdict.addends],
        "cuts": [_cut(cut) for cut in verdict.cuts], "missing": list(verdict.missing),
    }  # fmt: skip
    if near is not None:
        found["what_if"] = {
            "needs": [{"fact": one.fact, "has": one.has, "wanted": one.wanted, "by": one.by} for one in near.needs],
            "amount": near.yuan, "open": list(near.open),
        }  # fmt: skip
    return found


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code, "say": _text(check.say), "holds": check.holds, "why": check.reason, "article": check.article,
        "facts": [_read(read) for read in check.reads],
    }  # fmt: skip


def _addend(addend: Addend) -> dict[str, Any]:
    return {
        "say": _text(addend.say), "amount": addend.yuan, "how": addend.how, "facts": [_read(read) for read in addend.reads]
    }  # fmt: skip


def _cut(cut: Cut) -> dict[str, Any]:
    return {
        "kind": cut.kind, "why": _text(cut.why), "before": cut.before, "after": cut.after, "article": cut.article
    }  # fmt: skip


def _read(read: Read) -> dict[str, Any]:
    known = read.known
    return {
        "fact": read.fact, "name": _text(read.name), "value": None if known is None else known.value,
        "source": "" if known is None else known.source,
        "on": known.day.isoformat() if known is not None and known.day is not None else None,
    }  # fmt: skip


def policy_told(policy: Policy, day: dt.date) -> dict[str, Any]:
    """A policy with all its versions; in_force: the day from which the version of `day` holds, None where none does."""
    now = policy.on(day)
    return {
        "code": policy.code, "name": _text(policy.name), "summary": _text(policy.summary), "field": policy.field,
        "way": policy.way, "often": policy.often, "unasked": policy.comes == "unasked", "demo": policy.demo,
        "in_force": now.since.isoformat() if now else None, "versions": [_version(one) for one in policy.versions],
    }  # fmt: skip


def _version(version: Version) -> dict[str, Any]:
    return {
        "from": version.since.isoformat(), "until": version.until.isoformat() if version.until else None,
        "article": "；".join(str(one) for one in version.basis),
        "confidence": min((one.confidence for one in version.basis), key=_DOUBT.index),
        "conditions": [{"code": one.code, "say": _text(one.say), "article": one.article} for one in version.conditions],
        "amount": [{"say": _text(part.say), "cap": part.cap} for part in version.amount],
        "cap": version.cap, "budget": version.budget, "exclusive": version.exclusive, "limits": list(version.limits),
    }  # fmt: skip


_DOUBT = ("low", "medium", "high")
