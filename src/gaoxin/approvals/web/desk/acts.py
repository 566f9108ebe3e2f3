"""The acts of officers: each form's fields handed to its service. No rule stands here; what is refused, the service refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.services import (
    assigning,
    deciding,
    delivery,
    holding,
    intake,
    promises,
    ratings,
    reconciling,
    reviewing,
    standing,
    verifying,
)
from gaoxin.approvals.services.act import Done
from gaoxin.approvals.web.desk.asked import Asked

Handler = Callable[[Asked], Done]


def _request_corrections(a: Asked) -> Done:
    """The elements that were ticked, each with what is to be corrected."""
    chosen = a.post.getlist("element")
    return intake.request_corrections(corrections={code: a.text(f"text-{code}") for code in chosen}, **a.to)


def _give_opinion(a: Asked) -> Done:
    agrees = a.text("agrees") == "yes"
    return reviewing.give_opinion(
        step=a.text("step"), agrees=agrees, text=a.text("text"), place=a.text("place"), **a.to
    )


def _suspend(a: Asked) -> Done:
    days = a.text("days")
    return reviewing.suspend(procedure=a.text("procedure"), length=f"{days}wd", note=a.text("note"), **a.to)


def _refuse(a: Asked) -> Done:
    return deciding.refuse(
        ground=a.text("ground"), reasons=a.text("reasons"), instead=a.text("instead"), **_by_supervisor(a)
    )


def _not_accept(a: Asked) -> Done:
    return intake.not_accept(
        because=a.text("because"), reasons=a.text("reasons"), instead=a.text("instead"), **_by_supervisor(a)
    )


def _revoke(a: Asked) -> Done:
    return standing.revoke(ground=a.text("ground"), reasons=a.text("reasons"), **_by_supervisor(a))


def _cancel(a: Asked) -> Done:
    return standing.cancel(ground=a.text("ground"), reasons=a.text("reasons"), **_by_supervisor(a))


def _by_supervisor(a: Asked) -> dict[str, Any]:
    """The same with the proof that a supervisor acts. Raises NotAllowed for everyone else."""
    return a.to | {"by": as_supervisor(a.actor)}


def _verify(a: Asked) -> Done:
    photos = [(file.name or "", file.read()) for file in a.request.FILES.getlist("photos")]
    return verifying.verify_on_site(
        material=a.text("material"), kept=a.text("kept") == "yes", text=a.text("text"), place=a.text("place"),
        photos=photos, **a.to,
    )  # fmt: skip


def _mark_breach(a: Asked) -> Done:
    to = {name: value for name, value in a.to.items() if name != "key"}
    return promises.mark_breach(material=a.text("material"), **to)


def _assign(a: Asked) -> Done:
    """To the account of that login in the zone; `name` alone means `name@zone`."""
    login = a.text("login")
    full = login if "@" in login else f"{login}@{a.actor.zone}"
    found = accounts.actor(zone=a.actor.zone, login=full, at=a.at)
    return assigning.assign(officer=found, step=a.text("step"), **a.to)


HANDLERS: Mapping[str, Handler] = {
    "accept": lambda a: intake.accept(**a.to),
    "request-corrections": _request_corrections,
    "escalate": lambda a: intake.escalate(question=a.text("question"), instead=a.text("instead"), **a.to),
    "deliver": lambda a: delivery.deliver(**a.to),
    "give-opinion": _give_opinion,
    "suspend": _suspend,
    "resume": lambda a: reviewing.resume(note=a.text("note"), **a.to),
    "extend": lambda a: reviewing.extend(reason=a.text("reason"), **a.to),
    "recommend": lambda a: reviewing.recommend(text=a.text("text"), **a.to),
    "send-back": lambda a: reviewing.send_back(reason=a.text("reason"), **a.to),
    "grant": lambda a: deciding.grant(**a.to),
    "refuse": _refuse,
    "not-accept": _not_accept,
    "answer-window": lambda a: intake.answer_window(answer=a.text("answer"), **a.to),
    "answer-rating": lambda a: ratings.answer_rating(answer=a.text("answer"), **a.to),
    "verify-commitment": _verify,
    "mark-breach": _mark_breach,
    "seal": lambda a: delivery.seal(**a.to),
    "reconcile": lambda a: reconciling.reconcile(**a.to),
    "extend-start": lambda a: holding.report(kind=Report.START_EXTENDED, note=a.text("note"), **a.to),
    "refuse-start-extension": lambda a: holding.refuse_start_extension(reasons=a.text("reasons"), **_by_supervisor(a)),
    "reverify": lambda a: holding.report(kind=Report.REVERIFIED, note=a.text("note"), **a.to),
    "revoke": _revoke,
    "cancel": _cancel,
    "assign": _assign,
    "release": lambda a: assigning.release(officer=a.text("officer"), **a.to),
}
