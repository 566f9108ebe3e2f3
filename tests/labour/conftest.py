"""A tribunal with its registry and five arbitrators, an employer, and workers as natural persons."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection
from stdnum.iso7064 import mod_11_2

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError
from gaoxin.labour.services.disputes import deciding, filing, hearing, papers, receiving, signing
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering
from gaoxin.trust import selectors as signed
from gaoxin.trust import services as trust

ZONE = "demo-qingyuan"
TZ = ZoneInfo("Asia/Shanghai")
SYSTEM = Actor.system(ZONE, "test")
FIRMS = {"one": ("清远演示新材料有限公司", "91350100M000100Y43"), "two": ("守口如瓶精密有限公司", "91441802MA4X0000DG")}
PEOPLE = {
    "worker": Role.APPLICANT, "worker-2": Role.APPLICANT, "firm": Role.APPLICANT, "firm-2": Role.APPLICANT,
    "clerk": Role.TRIBUNAL_CLERK, "clerk-2": Role.TRIBUNAL_CLERK, "labour": Role.LABOUR_OFFICER, "head": Role.HEAD,
    "steward": Role.STEWARD, "statistician": Role.STATISTICIAN, "leader": Role.LEADER,
    **{f"arbitrator-{n}": Role.ARBITRATOR for n in range(1, 6)},
}  # fmt: skip


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


START = at("2025-01-06T09:00")
FILED = at("2026-03-02T10:00")


def rows(model: str) -> Any:
    return apps.get_model("labour", model).objects


def citizen(serial: int) -> str:
    """A citizen number that fits its check character and is nobody's known."""
    body = f"44180219900101{serial:03d}"
    return body + mod_11_2.calc_check_digit(body)


@dataclass
class World:
    """firms by name; ids: keys of the accounts."""

    firms: dict[str, uuid.UUID]
    ids: dict[str, uuid.UUID]

    def __getitem__(self, name: str) -> Actor:
        moment = at("2026-12-01T09:00")
        acts_for = parties.parties_of(zone=ZONE, user_id=self.ids[name], at=moment)
        return accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=moment, parties=acts_for)

    def told(self, **other: Any) -> filing.Told:
        plain: dict[str, Any] = {
            "employer": FIRMS["one"][1], "workers": [filing.Worker("赵工人", citizen(11))],
            "claims": [filing.Claim("wages", 1_200_000, "十二月、一月工资")], "facts": "自 2025 年 3 月入职，两个月工资未发。",
            "phone": "13800000000", "known_on": dt.date(2026, 1, 15), "employed": True,
        }  # fmt: skip
        return filing.Told(**(plain | other))

    def filed(self, key: str = "", **other: Any) -> uuid.UUID:
        return filing.file(zone=ZONE, told=self.told(**other), by=self["worker"], at=FILED, key=key)

    def does(self, pk: uuid.UUID, who: str, moment: str, **other: Any) -> dict[str, Any]:
        return {"zone": ZONE, "dispute_id": pk, "by": self[who], "at": at(moment), **other}

    def accepted(self, **other: Any) -> uuid.UUID:
        pk = self.filed(**other)
        receiving.accept(**self.does(pk, "clerk", "2026-03-04T10:00"), identity_checked=True)
        return pk

    def seated(self, pk: uuid.UUID | None = None, **other: Any) -> uuid.UUID:
        """Accepted, with one arbitrator who presides."""
        pk = pk or self.accepted()
        one = self.ids["arbitrator-1"]
        hearing.appoint(**self.does(pk, "clerk", "2026-03-05T10:00", **other), arbitrators=[one], presiding=one)
        return pk

    def set(self, pk: uuid.UUID, starts: str = "2026-03-24T09:00", room: str = "room-1", **other: Any) -> uuid.UUID:
        told = {"room": room, "starts_at": at(starts), "minutes": 60} | other
        return hearing.set_hearing(**self.does(pk, "clerk", "2026-03-09T10:00"), **told)

    def heard(self, **other: Any) -> uuid.UUID:
        """Mediation failed and a hearing was held."""
        pk = self.seated(self.accepted(**other))
        self.set(pk)
        deciding.mediate(**self.does(pk, "arbitrator-1", "2026-03-20T10:00"), settled=False, words="双方差距较大")
        hearing.hold(**self.does(pk, "arbitrator-1", "2026-03-24T10:00"))
        return pk

    def paper(self, pk: uuid.UUID, title: str) -> Any:
        return next(one for one in signed.documents_of(zone=ZONE, subject=f"dispute:{pk}") if one.title == title)

    def sign(self, pk: uuid.UUID, when: str = "2026-04-10T10:30") -> None:
        """The sole arbitrator signs what waits for it."""
        for one in signed.documents_of(zone=ZONE, subject=f"dispute:{pk}"):
            if one.held:
                signing.sign(**self.does(pk, "arbitrator-1", when), paper_id=one.id, signs=True)

    def sealed(self, pk: uuid.UUID, title: str) -> Any:
        """That paper, signed and sealed."""
        self.sign(pk)
        found = self.paper(pk, title)
        if found.signed_at is None:
            trust.sign_document(zone=ZONE, pk=found.id, at=found.issued_at, by=SYSTEM)
        return found

    def served(
        self,
        pk: uuid.UUID,
        title: str = papers.ANSWER_TO,
        side: str = "one",
        when: str = "2026-03-06T15:00",
        **other: Any,
    ) -> dt.date | None:
        told = {"mode": "direct", "sent_on": dt.date(2026, 3, 6), "received_on": dt.date(2026, 3, 6)} | other
        does = self.does(pk, "clerk", when)
        return papers.serve(**does, paper_id=self.sealed(pk, title).id, party_id=self.firms[side], **told)


@pytest.fixture
def world(db: Any) -> World:
    return build()


def build() -> World:
    """The same for a database that threads share."""
    ids = {
        name: accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=START, by=SYSTEM, department="派驻庭"
        )
        for name, role in PEOPLE.items()
    }  # fmt: skip
    firms = {
        key: registering.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=START, by=SYSTEM, industry="3985"
        ).id
        for key, (name, code) in FIRMS.items()
    }  # fmt: skip
    for login, firm in (("firm", "one"), ("firm-2", "two")):
        registering.grant_mandate(zone=ZONE, party_id=firms[firm], user_id=ids[login], at=START, by=SYSTEM)
    return World(firms, ids)


def everything() -> str:
    """A digest of every row that these acts touch."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for label in ("labour", "parties", "trust", "audit"):
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
                digest.update(repr((model._meta.db_table, cursor.fetchall())).encode())
    return digest.hexdigest()


@contextmanager
def refused(error: type[GaoxinError], match: str = "", article: str = "") -> Iterator[None]:
    """The block raises exactly this error, on this article, and every row is as before."""
    before = everything()
    with pytest.raises(error, match=match or None) as caught:
        yield
    assert type(caught.value) is error and article in caught.value.article and everything() == before
