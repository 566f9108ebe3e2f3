"""Who posts, ranks, talks and records on the transfer platform. Pages, API and acts all ask here.

The innovation officer keeps it; an enterprise speaks for its demands, a voice of a university for its results.
"""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotAllowed, NotFound
from gaoxin.innovation.permissions.register import READERS, may_keep
from gaoxin.innovation.selectors.transfer.voices import universities_of


def may_read_all(by: Actor, zone: str) -> bool:
    """Whether the actor sees every demand and result: officers, and whoever is of a school."""
    return by.zone == zone and bool(by.roles & (READERS | {Role.SCHOOL}))


def may_see_every_side(by: Actor, zone: str) -> bool:
    """Whether the actor sees matches of every university: officers do, a school sees its own."""
    return by.zone == zone and bool(by.roles & READERS)


def check_reads(by: Actor, zone: str) -> None:
    """Raises NotAllowed for who sees only their own."""
    if not may_read_all(by, zone):
        raise NotAllowed(
            f"{by.name} 无权查看全部需求和成果 may not see them all", why="由园区工作人员和院校查看 officers and universities do",
            do="看自己企业的需求 see your own",
        )  # fmt: skip


def speaks_for_firm(by: Actor, zone: str, party_id: object) -> bool:
    """Whether the actor speaks for the whole enterprise: a mandate for one item is not enough."""
    return by.zone == zone and str(party_id) in by.parties


def speaks_for_result(by: Actor, zone: str, university_id: uuid.UUID | None) -> bool:
    """Whether the actor offers results of it: the keeper for all, also of institutes; a voice for its university."""
    return may_keep(by, zone) or (university_id is not None and university_id in universities_of(by, zone))


def check_offers(by: Actor, zone: str, university_id: uuid.UUID | None) -> None:
    """Raises NotAllowed unless the actor offers results of that university, or keeps the platform."""
    if not speaks_for_result(by, zone, university_id):
        raise NotAllowed(
            f"{by.name} 不代表这所高校 does not speak for this university", why="由高校授权的人员或者科技创新人员发布",
            do="请科技创新人员登记授权 ask the innovation officer to note it",
        )  # fmt: skip


def check_may_move(by: Actor, zone: str, party_id: uuid.UUID, university_id: uuid.UUID | None) -> None:
    """Of a match: the keeper and both sides. Raises NotFound, as for none, for everybody else."""
    if not (speaks_for_firm(by, zone, party_id) or speaks_for_result(by, zone, university_id)):
        raise NotFound("没有这项匹配 no such match", do="从清单进入 start from the list")
