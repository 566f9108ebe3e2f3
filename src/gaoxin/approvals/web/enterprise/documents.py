"""The documents of a case: how each is met now, files for those that are handed in, and which may follow later (容缺)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.models import Upload
from gaoxin.approvals.rules.cases.acts import ACTS, State
from gaoxin.approvals.rules.cases.papers import SIGNED_PAPER, papers
from gaoxin.approvals.rules.comparison.differences import documents_asked
from gaoxin.approvals.rules.items.model import Material
from gaoxin.approvals.rules.materials import burden
from gaoxin.approvals.rules.reforms.transforms import LETTER
from gaoxin.approvals.services import drafting, malware, requirements
from gaoxin.approvals.services.act import Done, Work
from gaoxin.approvals.services.definitions import define
from gaoxin.approvals.web.enterprise.own import (
    OwnCase,
    address,
    at_window,
    key_from,
    new_key,
    own_case,
    problem,
    say,
    who,
)
from gaoxin.approvals.web.enterprise.plain import plain
from gaoxin.approvals.web.ribbon import burden_of
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.ui.shapes import Burden
from gaoxin.ui.templatetags.law import limit
from gaoxin.ui.web.problems import status_of


@dataclass(frozen=True, slots=True)
class Need:
    """One document on the page. may_upload, may_follow: what the applicant can do about it; follows: chosen to follow."""

    code: str
    name: str
    way: str
    why: str
    article: str
    proves: str
    accepts: str
    media: str
    issuer: str
    files: tuple[Upload, ...]
    may_upload: bool
    may_follow: bool
    follows: bool
    follow_within: str
    toggle: str
    key: str


@require_safe
def documents(request: HttpRequest, number: str) -> HttpResponse:
    """Every document and how it is met. Which ones follow later is kept in the address until the application is handed in."""
    case = own_case(request, number)
    if case.view.state != State.DRAFT:
        messages.warning(request, _("申请已经提交。下面是办件现在的状态。"))
        return redirect(address(request, "case", number))
    return page(request, case, None)


@require_POST
def upload(request: HttpRequest, number: str, material: str) -> HttpResponse:
    """Hand in files for one document; those that are good are kept although another is not."""
    case = own_case(request, number)
    try:
        count = keep_files(request, case, material, request.FILES.getlist("files"))
    except GaoxinError as error:
        if case.view.state != State.DRAFT:
            raise
        return page(request, case, error)
    messages.success(request, _("已上传 %(count)s 个文件") % {"count": count})
    back = address(request, "documents" if case.view.state == State.DRAFT else "case", number)
    return redirect(f"{back}{follow_query(request)}#material-{material}")


def keep_files(request: HttpRequest, case: OwnCase, material: str, sent: Sequence[UploadedFile]) -> int:
    """Look at each file and keep it. Raises the first mistake after the good ones are kept; Invalid where none was sent."""
    by, first, unchecked = who(request), None, False
    if not sent:
        raise Invalid(_("没有选择文件"), do=_("先选择文件，再按“上传”"), article="行政许可法 31")
    for file in sent:
        try:
            done = _keep(case, material, file, by, timezone.now(), key_from(request))
            unchecked = unchecked or done.result.get("scanned") == malware.Scan.UNCHECKED
        except GaoxinError as error:
            first = first or error
    if unchecked and malware.present():
        messages.warning(request, _("病毒检查（ClamAV）没有应答，文件只检查了类型和大小。"))
    if first:
        raise first
    return len(sent)


def _keep(case: OwnCase, material: str, file: UploadedFile, by: Actor, at: dt.datetime, key: str) -> Done:
    data, name = file.read(), file.name or "file"
    mark = hashlib.sha256(data).hexdigest()[:12]
    return drafting.upload(
        zone=by.zone, case_id=case.view.id, material=material, name=name, data=data, by=by, at=at,
        key=f"{key}:{mark}" if key else "",
    )  # fmt: skip


def page(request: HttpRequest, case: OwnCase, error: GaoxinError | None) -> HttpResponse:
    """The documents page, with an error where an upload failed."""
    follows = following(request, case)
    found = resolved(request, case, follows)
    needs = needs_of(request, case, found, follows)
    context: dict[str, Any] = {
        "case": case, "needs": needs, "burden": burden_now(case, found), "steps_at": "documents",
        "missing": sum(need.way == burden.MISSING for need in needs), "scanner": malware.present(),
        "follow_query": follow_query(request), "follows": follows,
    }  # fmt: skip
    return render(
        request, "approvals/my/documents.html", context | problem(error), status=status_of(error) if error else 200
    )


def following(request: HttpRequest, case: OwnCase) -> list[str]:
    """Documents chosen to follow later, as far as the item lets them."""
    sent = request.POST if request.method == "POST" else request.GET
    may = {m.code for m in case.item.materials if may_follow(m)}
    return [code for code in sent.getlist("follow") if code in may]


@dataclass(frozen=True, slots=True)
class Paper:
    """What the applicant signs on paper at the window, and the scans of it, the newest first."""

    code: str
    name: str
    accepts: str
    media: str
    files: tuple[Upload, ...]
    key: str


def papers_of(request: HttpRequest, case: OwnCase) -> list[Paper]:
    """The papers that a clerk must show when handing in; none on an applicant's own pages."""
    if not at_window(request):
        return []
    files = selectors.files_of(who(request).zone, case.view.id)
    known = {SIGNED_PAPER.code: SIGNED_PAPER} | {material.code: material for material in case.item.materials}
    return [
        Paper(
            code, say(known[code].name), ",".join(f".{kind}" for kind in known[code].media),
            "、".join(known[code].media).upper(), tuple(f for f in reversed(files) if f.material == code), new_key(),
        )
        for code in papers(commits=case.view.commits)
    ]  # fmt: skip


def may_follow(material: Material) -> bool:
    """Whether the item lets this document follow after acceptance."""
    return "deferred" in material.ways and material.defer.allowed


def resolved(request: HttpRequest, case: OwnCase, follows: Collection[str]) -> tuple[burden.Requirement, ...]:
    """How each document would be met if the application were handed in now. The letter counts as signed: it is signed then.
    At the window it counts once what was signed is there."""
    by, now = who(request), timezone.now()
    row = selectors.row_of(zone=by.zone, case_id=case.view.id, by=by)
    signed = {LETTER: "document:"} if case.view.commits and not at_window(request) else {}
    return requirements.resolve(Work(row, case.item, by, now, ACTS["submit"]), deferred=follows, signed=signed)


def burden_now(case: OwnCase, found: Collection[burden.Requirement]) -> Burden:
    """The bar: what is asked now, and what was asked of the same applicant before the reforms."""
    day = timezone.localdate(case.view.created_at)
    before = define(case.item.code, day, ("phased",) if case.view.phase else (), case.view.phase)
    return burden_of(found, documents_asked(burden.plan(before, case.view.facts)))


def needs_of(
    request: HttpRequest, case: OwnCase, found: Collection[burden.Requirement], follows: Sequence[str]
) -> list[Need]:
    """The documents of the page, those that wait for the applicant first."""
    files: dict[str, list[Upload]] = {}
    for file in selectors.files_of(who(request).zone, case.view.id):
        files.setdefault(file.material, []).append(file)
    note = _letter_note(request)
    shown = [_need(case, need, files.get(need.material, []), follows, note) for need in found]
    return sorted(shown, key=lambda need: _ORDER.index(need.way))


_ORDER = (burden.MISSING, "deferred", "uploaded", "promised", "fetched", "held")


def _need(
    case: OwnCase, need: burden.Requirement, files: Sequence[Upload], follows: Sequence[str], letter_note: str
) -> Need:
    material = case.item.material(need.material)
    mine = need.way in (burden.MISSING, "uploaded", "deferred") and need.material != LETTER
    others = [code for code in follows if code != need.material]
    chosen = need.material in follows
    return Need(
        code=need.material, name=say(material.name), way=need.way, why=letter_note if need.material == LETTER else plain(need.why),
        article=need.article, proves=material.proves, accepts=",".join(f".{kind}" for kind in material.media),
        media="、".join(material.media).upper(), issuer=material.issuer.name, files=tuple(reversed(files)),
        may_upload=mine and "uploaded" in material.ways, may_follow=may_follow(material) and not files, follows=chosen,
        follow_within=limit(material.defer.within),
        toggle=_query(others if chosen else [*others, need.material]), key=new_key(),
    )  # fmt: skip


def _letter_note(request: HttpRequest) -> str:
    if at_window(request):
        return _("由平台按事项写好，打印后由申请人阅读、签字，提交时上传扫描件")
    return _("由平台按事项写好，您在提交时阅读并签署")


def follow_query(request: HttpRequest) -> str:
    """Which documents follow later, as the address keeps it."""
    sent = request.POST if request.method == "POST" else request.GET
    return _query(sent.getlist("follow"))


def _query(codes: Sequence[str]) -> str:
    if not codes:
        return "?"
    query = QueryDict(mutable=True)
    query.setlist("follow", list(codes))
    return f"?{query.urlencode()}"
