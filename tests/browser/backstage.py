"""Runs beside the served demo, in its own process on the same data: `python -m tests.browser.backstage`.

Stages open cases, signs everybody in as if by password and second factor, and says in one JSON object what the tests need:
`sessions` (login -> cookie) and `values` (parameter of addresses -> value), `cases` (scene -> key and number).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from gaoxin.accounts.rules.roles import ADMINS, Actor, Role  # noqa: E402
from gaoxin.accounts.services import DEMO_SESSION, create_user  # noqa: E402
from gaoxin.accounts.web import proofs  # noqa: E402
from gaoxin.approvals import selectors  # noqa: E402
from gaoxin.approvals.services import drafting  # noqa: E402
from gaoxin.config.access import ACCESS  # noqa: E402
from gaoxin.demo import running  # noqa: E402
from gaoxin.demo.plan import Plan, read_plan  # noqa: E402
from gaoxin.demo.running import REFORMS, Variant  # noqa: E402
from gaoxin.demo.staging import stage  # noqa: E402
from gaoxin.investment.services.chains import drawing  # noqa: E402
from gaoxin.trust import selectors as trust_log  # noqa: E402
from tests.browser.reader import JOURNEYS, LARGE  # noqa: E402
from tests.parity.parts import PARTS  # noqa: E402
from tests.parity.world import STATE_OF  # noqa: E402

MORE = {"steward": Role.STEWARD, "auditor": Role.AUDITOR} | {role.replace("_", "-"): role for role in ADMINS}


PROGRESS = ("project", "report", "baseline", "curve-csv", "sheet", "picture", "cost")


def main() -> None:
    zone, now = settings.ZONE, timezone.now()
    plan = read_plan(settings.CATALOGUE / "demo")
    cases = stage(zone=zone, plan=plan, now=now)
    cases["window-draft"] = _at_window(zone, plan, now)
    _missing_people(zone)
    _large_chain(zone, now)
    by = Actor.system(zone, "test")
    for project in JOURNEYS:
        running.what_government_holds(zone, plan, Variant("journey", "", project, "online", REFORMS), now)
    told = {
        name: {"id": str(pk), "number": selectors.case(zone=zone, reference=pk, by=by).number}
        for name, pk in cases.items()
    }
    sessions = {user.login.partition("@")[0]: _session(user) for user in get_user_model().objects.filter(zone=zone)}
    special = _special(told, cases) | {f"progress:{name}": {"number": "P-PARK"} for name in PROGRESS}
    answer = {"sessions": sessions, "cases": told, "values": _values(zone, by, cases), "special": special}
    json.dump(answer, sys.stdout, default=str)


def _at_window(zone: str, plan: Plan, now: Any) -> Any:
    """A draft that the clerk opened for somebody who came, with a commitment."""
    return drafting.start_case(
        zone=zone, item_code="construction-permit", applicant=plan.zone.enterprise(5).identifier,
        by=running.people_of(zone, now)["clerk"], at=now, channel="window", reforms=REFORMS, commits=True,
        project_code="2601-441802-04-01-500001", key="backstage:window",
    ).case_id  # fmt: skip


def _large_chain(zone: str, now: Any) -> None:
    """A published chain of `LARGE` nodes, each selling to the next but one side: a map that is hard to draw."""
    nodes = [
        f"  - {{code: n{n}, name: 环节{n}, side: {('up', 'mid', 'down')[n * 3 // LARGE]}, products: [产品{n}]}}"
        for n in range(LARGE)
    ]
    links = [f"  - {{seller: n{n}, buyer: n{n + LARGE // 3}}}" for n in range(LARGE - LARGE // 3)]
    head = [
        "code: large",
        "title: 大链（演示）",
        "title_en: Large",
        "source: 生成 generated",
        "drawn_on: 2026-01-01",
        "nodes:",
    ]
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join([*head, *nodes, "links:", *links, ""])
        (Path(folder) / "large.yaml").write_text(text, encoding="utf-8")
        drawing.load_chains(zone=zone, by=Actor.system(zone, "test"), at=now, folder=Path(folder))


def _missing_people(zone: str) -> None:
    known = set(get_user_model().objects.filter(zone=zone).values_list("login", flat=True))
    for name, role in MORE.items():
        if f"{name}@{zone}" not in known:
            create_user(
                zone=zone, login=f"{name}@{zone}", name=f"{name}（演示）", roles=[role], at=timezone.now(),
                by=Actor.system(zone, "test"), department="审批局",
            )  # fmt: skip


def _session(user: Any) -> str:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[proofs.SET_UP] = session[DEMO_SESSION] = str(user.pk)
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _values(zone: str, by: Actor, cases: dict[str, Any]) -> dict[str, Any]:
    """Of the applicant's accepted case; the licence is the demo's own."""
    case = cases["accepted-1"]
    delivered = next(view for view in selectors.cases(zone=zone, by=by, state="delivered") if view.facts)
    decision = selectors.decision_of(zone, delivered.id)
    assert decision is not None and decision.licence_id is not None
    licence = trust_log.licence(zone=zone, pk=decision.licence_id)
    uploads = selectors.uploads_of(zone, case)
    material, upload = next(iter(uploads.items()))
    document = trust_log.documents_of(zone=zone, subject=f"case:{case}")[0]
    number = selectors.case(zone=zone, reference=case, by=by).number
    sha = upload.ref.removeprefix("upload:")
    return {
        "pk": case, "case": case, "case_id": case, "reference": number, "number": number, "code": "construction-permit",
        "item": "construction-permit", "item_code": "construction-permit", "material": material, "element": material,
        "requirement": material, "sha256": sha, "sha": sha, "digest": sha, "upload": sha, "file": sha,
        "licence": licence.id, "licence_id": licence.id, "licence_number": licence.number, "document": document.id,
        "document_id": document.id, "party": licence.holder_id, "party_id": licence.holder_id,
        "field": "contact_name", "step": "technical-review", "day": "2026-03-02", "on": "2026-03-02", "year": 2026, "month": 3,
    }  # fmt: skip


def _special(told: dict[str, dict[str, str]], cases: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Routes about a draft, a correction or a delivered case take these values instead."""
    scenes = {
        "draft": "draft-1",
        "window-draft": "window-draft",
        "correcting": "correcting-1",
        "submitted": "submitted-1",
        "recommended": "recommended-1",
    }
    return {
        route: {"number": told[scenes[state]]["number"], "pk": cases[scenes[state]]}
        for route, state in STATE_OF.items()
        if state in scenes
    } | _of_subjects()


def _of_subjects() -> dict[str, dict[str, Any]]:
    """Routes of the subjects that bring values of their own: what the demo has of them."""
    served = [part.served(settings.ZONE) for part in PARTS if hasattr(part, "served")]
    return {
        route: values
        for route in ACCESS
        for told in served
        for prefix, values in told.items()
        if route.startswith(prefix)
    }


if __name__ == "__main__":
    main()
