"""What every page of an enterprise needs: who asks, for whom, the case that is theirs, and what stands above it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions, selectors
from gaoxin.approvals.rules.cases.acts import State, acts_for
from gaoxin.approvals.rules.clock.ledger import Entry, exclusions, next_due, replay
from gaoxin.approvals.rules.items.model import Basis, Item, Text
from gaoxin.approvals.selectors import CaseView
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.web.ribbon import next_step_of, ribbon_of
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.parties import selectors as parties
from gaoxin.ui.shapes import NextStep, Ribbon

MY, WINDOW = "my", "window"
LINKS = {State.DRAFT: "my:form", State.CORRECTING: "my:corrections"}


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A party the actor may act for. items: codes the mandate names; empty where it covers all."""

    id: uuid.UUID
    name: str
    identifier: str
    items: tuple[str, ...]
    kind: str = "enterprise"


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of the reader's, its pinned item, its ledger, and what the components show of it."""

    view: CaseView
    item: Item
    entries: tuple[Entry, ...]
    ribbon: Ribbon
    step: NextStep
    acts: tuple[str, ...]

    @property
    def name(self) -> str:
        return say(self.item.name)


def who(request: HttpRequest) -> Actor:
    """The signed-in actor; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def new_key() -> str:
    """An idempotency key for one form: a second press of its button makes no second act."""
    return str(uuid.uuid4())


def key_from(request: HttpRequest) -> str:
    """The key the form carried, made the account's own: nobody can use up another's, or the platform's."""
    key = request.POST.get("key", "")[:36]
    return f"my:{who(request).id}:{key}" if key else ""


def say(text: Text) -> str:
    """A phrase of the law's data in the reader's language."""
    return text.en if (get_language() or "").startswith("en") else text.zh


def cited(basis: Basis) -> str:
    """Articles in one line."""
    return "；".join(str(reference) for reference in basis)


def enterprises(by: Actor) -> list[Enterprise]:
    """Whom the actor may act for, by name."""
    scopes: dict[str, set[str]] = {}
    for party, item in by.mandates():
        scopes.setdefault(party, set()).add(item)
    found = [
        Enterprise(
            uuid.UUID(party),
            parties.party_name(zone=by.zone, party_id=uuid.UUID(party)),
            parties.identifier_of(zone=by.zone, party_id=uuid.UUID(party)),
            () if "" in items else tuple(sorted(items)),
        )
        for party, items in scopes.items()
    ]
    return sorted(found, key=lambda enterprise: enterprise.name)


def chosen(request: HttpRequest, all_of_them: list[Enterprise]) -> Enterprise | None:
    """The enterprise the address names, else the first; None where there is none. Raises NotFound for anybody else's."""
    wanted = request.POST.get("party") or request.GET.get("party")
    if not wanted:
        return all_of_them[0] if all_of_them else None
    found = next((e for e in all_of_them if wanted in (str(e.id), e.identifier)), None)
    if found is None:
        raise NotFound(
            _("没有您可以代办的企业"),
            why=_("没有有效的委托"),
            do=_("请企业在“谁可以替我们办”中授权"),
            article="行政许可法 29",
        )
    return found


def place(request: HttpRequest) -> str:
    """Which of the two mounts of these pages answers: `my`, or `window`, where a clerk acts for whoever came."""
    return request.resolver_match.namespace if request.resolver_match else MY


def at_window(request: HttpRequest) -> bool:
    """Whether a clerk asks, at the window."""
    return place(request) == WINDOW


def address(request: HttpRequest, name: str, *args: Any) -> str:
    """The address of one of these pages on the reader's own mount."""
    return reverse(f"my:{name}", args=args, current_app=place(request))


def applicants(request: HttpRequest) -> list[Enterprise]:
    """Whom the reader may apply for: those with a mandate; at the window the one who came, named in the address."""
    if not at_window(request):
        return enterprises(who(request))
    wanted = request.POST.get("party") or request.GET.get("party")
    found = parties.by_key(zone=who(request).zone, party_id=wanted) if wanted else None
    return [Enterprise(found.id, found.name, found.identifier, (), found.kind)] if found else []


def own_case(request: HttpRequest, number: str) -> OwnCase:
    """The case of that number, if it is the reader's to fill. Raises NotFound otherwise, as for one that does not exist."""
    by = who(request)
    try:
        view = selectors.case(zone=by.zone, reference=number, by=by)
    except NotFound:
        raise _nothing() from None
    if not _may(request, by, view):
        raise _nothing()
    return told(view, selectors.ledger_of(by.zone, view.id), by, mount=place(request))


def _may(request: HttpRequest, by: Actor, view: CaseView) -> bool:
    if not at_window(request):
        return by.may_act_for(view.applicant_id, view.item_code)
    draft = view.state == State.DRAFT
    return permissions.may_write(by, by.zone, view.applicant_id, view.item_code, channel=view.channel, draft=draft)


def _nothing() -> NotFound:
    """One answer, that repeats nothing, whether there is no such case or it is somebody else's."""
    return NotFound(_("没有可办理的办件"), why=_("编号不存在，或者不属于您"), do=_("核对编号"))


def told(
    view: CaseView, entries: tuple[Entry, ...], by: Actor, waits: tuple[str, ...] = (), mount: str = MY
) -> OwnCase:
    """The case with its band and its next step, as this actor sees them."""
    item, calendar = item_of(view.item_version_id), rulebook.calendar()
    state = State(view.state)
    try:
        clock = replay(entries, item.limits, calendar)
        due, suspended = next_due(clock), clock.suspended
    except CalendarMissing:
        due, suspended = None, exclusions(entries)[1]
    link = reverse(LINKS.get(state, "my:case"), args=[view.number], current_app=mount)
    step = next_step_of(view, by, due=due, suspended=suspended, link=link, waits=waits)
    return OwnCase(
        view, item, entries, ribbon_of(entries, item.limits, calendar, timezone.now()), step, acts_for(state, by)
    )


def problem(error: GaoxinError | None) -> dict[str, Any]:
    """The error for `ui/_problem.html`, where a page shows itself again with what was typed."""
    return {"problem": error} if error else {}
