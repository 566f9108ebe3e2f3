"""Chains are drawn as drafts and published as versions; what is published is never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.investment.models import Chain, ChainNode, NodeLink
from gaoxin.investment.rules.chains import drawing
from gaoxin.investment.rules.chains.coefficients import between
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import table_in_force


def load_chains(*, zone: str, by: Actor, at: dt.datetime, folder: Path | None = None) -> list[str]:
    """Publish the sample chains that the zone has in no version yet; the codes of those that were added. May be repeated.

    Links without a stated coefficient get that of the input-output table in force, where it has such a flow.

    Raises NotAllowed unless a head or the platform does it, Invalid for a file with mistakes; then nothing is loaded.
    """
    access.check_head(by)
    folder = folder or settings.CATALOGUE / "chains" / "samples"
    read = [
        drawing.read_drawing(path.read_text(encoding="utf-8"), chains.industries())
        for path in sorted(folder.glob("*.yaml"))
    ]
    added: list[str] = []
    with transaction.atomic():
        known = set(Chain.objects.filter(zone=zone).values_list("code", flat=True))
        for one in read:
            if one.code not in known:
                _publish_new(zone, one, by, at)
                added.append(one.code)
        if added:
            audit.record(
                zone=zone, actor=by, act="load-chains", subject=f"zone:{zone}", at=at, detail={"chains": added}
            )
    return added


def start_draft(*, zone: str, code: str, by: Actor, at: dt.datetime) -> Chain:
    """A draft of the next version, a copy of the last published one. Raises Conflict where there is a draft already."""
    access.check_promoter(by)
    with transaction.atomic():
        last = chains.version(zone=zone, code=code)
        number = chains.versions(zone=zone, code=code)[0].version + 1
        try:
            with transaction.atomic():
                row = Chain.objects.create(
                    zone=zone, code=code, version=number, state="draft", title=last.title, title_en=last.title_en,
                    source=last.source, at=at, by_name=by.name,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(f"已有草稿 there is a draft already: {code}", do="在草稿上修改 change that one") from None
        for model in (ChainNode, NodeLink):
            copied = list(model.objects.filter(zone=zone, chain=last))  # type: ignore[attr-defined]
            for one in copied:
                one.pk, one.chain = model._meta.pk.get_default(), row
                one._state.adding = True
            model.objects.bulk_create(copied, batch_size=200)  # type: ignore[attr-defined]
        _note(row, "start-chain-draft", by, at, {"from": last.version})
    return row


def put_node(*, zone: str, code: str, node: drawing.Node, by: Actor, at: dt.datetime) -> ChainNode:
    """Add a node to the draft, or change the one with that code. Raises Invalid with all its mistakes."""

    def act(row: Chain) -> ChainNode:
        wrong = drawing.check_node(node, chains.industries())
        parents = dict(ChainNode.objects.filter(zone=zone, chain=row).values_list("code", "parent"))
        parents[node.code] = node.parent
        if node.parent and node.parent not in parents:
            wrong.append(f"上级环节不存在 no such parent: {node.parent}")
        elif drawing.goes_round(parents, node.code):
            wrong.append(f"上级环节成环 the parents go round: {node.code}")
        if wrong:
            raise Invalid("环节有错 the node has mistakes", why="\n".join(wrong), do="改正后再保存 correct them")
        values = {
            "name": node.name.strip(), "name_en": node.name_en, "side": node.side, "parent": node.parent,
            "products": list(node.products), "industries": list(node.industries), "hs": list(node.hs),
        }  # fmt: skip
        found, added = ChainNode.objects.update_or_create(
            zone=zone, chain=row, code=node.code, defaults=values, create_defaults=values | {"place": len(parents)}
        )
        _note(row, "put-chain-node", by, at, {"node": node.code, "added": added})
        return found

    return _change(zone, code, by, act)


def move_node(*, zone: str, code: str, node: str, side: str, by: Actor, at: dt.datetime) -> ChainNode:
    """Move a node up-, mid- or downstream, to the end of that side."""

    def act(row: Chain) -> ChainNode:
        if side not in drawing.SIDES:
            raise Invalid(f"位置须为 up、mid、down no such side: {side!r}", do="选一个 choose one")
        found = chains.node(zone=zone, chain=row, code=node)
        last = ChainNode.objects.filter(zone=zone, chain=row).order_by("-place").values_list("place", flat=True).first()
        found.side, found.place = side, (last or 0) + 1
        found.save(update_fields=["side", "place"])
        _note(row, "move-chain-node", by, at, {"node": node, "side": side})
        return found

    return _change(zone, code, by, act)


def remove_node(*, zone: str, code: str, node: str, by: Actor, at: dt.datetime) -> None:
    """Take a node with its links out of the draft. Raises Conflict while a node lies below it."""

    def act(row: Chain) -> None:
        found = chains.node(zone=zone, chain=row, code=node)
        if below := ChainNode.objects.filter(zone=zone, chain=row, parent=node).first():
            raise Conflict(f"还有下级环节 a node lies below it: {below.code}", do="先移走下级环节 move that one first")
        NodeLink.objects.filter(zone=zone, chain=row, seller=node).delete()
        NodeLink.objects.filter(zone=zone, chain=row, buyer=node).delete()
        found.delete()
        _note(row, "remove-chain-node", by, at, {"node": node})

    _change(zone, code, by, act)


def put_link(
    *, zone: str, code: str, seller: str, buyer: str, coefficient: Decimal | None, source: str, on: dt.date, by: Actor,
    at: dt.datetime, confidence_bp: int | None = None, from_table: bool = False,
) -> NodeLink:  # fmt: skip
    """Say in the draft that one node sells to another, with where that is known from.

    coefficient: as evidence states it, 0 to 1, with its confidence; None where not known. from_table: computed from the input-output
    table in force instead; Invalid where that has no such flow.
    """

    def act(row: Chain) -> NodeLink:
        if seller == buyer:
            raise Invalid("联系的两端须为两个环节 a link joins two nodes", do="选两个环节 choose two")
        ends = [chains.node(zone=zone, chain=row, code=end) for end in (seller, buyer)]
        if from_table:
            values = _computed(zone, ends[0].industries, ends[1].industries) or {}
            if not values:
                raise Invalid(
                    "投入产出表没有这一流量 the input-output table has no such flow",
                    why="环节没有行业代码，或者两个部门之间没有买卖 no industry, or the sectors do not trade",
                    do="写明系数和来源，或者留空 state the coefficient and its source, or leave it open",
                )
            values["on"] = localtime(at).date()
        else:
            values = _stated(coefficient, confidence_bp, source, on, localtime(at).date())
        found, _ = NodeLink.objects.update_or_create(zone=zone, chain=row, seller=seller, buyer=buyer, defaults=values)
        told = {"coefficient": str(found.coefficient), "basis": found.basis, "confidence_bp": found.confidence_bp}
        _note(row, "put-chain-link", by, at, {"seller": seller, "buyer": buyer, **told})
        return found

    return _change(zone, code, by, act)


def remove_link(*, zone: str, code: str, seller: str, buyer: str, by: Actor, at: dt.datetime) -> None:
    """Take a link out of the draft. Raises NotFound."""

    def act(row: Chain) -> None:
        count, _ = NodeLink.objects.filter(zone=zone, chain=row, seller=seller, buyer=buyer).delete()
        if not count:
            raise NotFound(f"没有这条联系 no such link: {seller} → {buyer}", do="看联系表 see the links")
        _note(row, "remove-chain-link", by, at, {"seller": seller, "buyer": buyer})

    _change(zone, code, by, act)


def publish(*, zone: str, code: str, by: Actor, at: dt.datetime) -> Chain:
    """The head publishes the draft as a whole; from then on it is never changed. Raises Invalid with every mistake in it."""
    access.check_head(by)

    def act(row: Chain) -> Chain:
        told = chains.as_drawing(zone=zone, chain=row)
        names = ("code", "name", "name_en", "side", "parent")
        drawing.check(
            drawing.Drawing(
                row.code, row.title, row.source, localtime(at).date(),
                tuple(
                    drawing.Node(**{n: one[n] for n in names}, industries=tuple(one["industries"]), hs=tuple(one["hs"]))
                    for one in told["nodes"]
                ),
                links=tuple(drawing.Link(one["seller"], one["buyer"]) for one in told["links"]),
            ),
            chains.industries(),
        )  # fmt: skip
        row.state, row.published_at = "published", at
        row.save(update_fields=["state", "published_at"])
        _note(row, "publish-chain", by, at, {"nodes": len(told["nodes"]), "links": len(told["links"])})
        return row

    return _change(zone, code, by, act)


def _change(zone: str, code: str, by: Actor, act: Callable[[Chain], Any]) -> Any:
    """Do it on the draft, locked until the transaction ends. Raises WrongState without a draft."""
    access.check_promoter(by)
    with transaction.atomic():
        row = Chain.objects.select_for_update().filter(zone=zone, code=code, state="draft").first()
        if row is None:
            chains.version(zone=zone, code=code)
            raise WrongState(
                f"已发布的版本不能修改 a published version is never changed: {code}", do="先建草稿 start a draft first"
            )
        return act(row)


def _publish_new(zone: str, one: drawing.Drawing, by: Actor, at: dt.datetime) -> None:
    row = Chain.objects.create(
        zone=zone, code=one.code, version=1, state="published", title=one.title, title_en=one.title_en, source=one.source,
        at=at, published_at=at, by_name=by.name,
    )  # fmt: skip
    ChainNode.objects.bulk_create(
        ChainNode(
            zone=zone, chain=row, code=node.code, name=node.name, name_en=node.name_en, side=node.side, parent=node.parent,
            place=place, products=list(node.products), industries=list(node.industries), hs=list(node.hs),
        )
        for place, node in enumerate(one.nodes)
    )  # fmt: skip
    industries = {node.code: node.industries for node in one.nodes}
    NodeLink.objects.bulk_create(
        NodeLink(zone=zone, chain=row, seller=link.seller, buyer=link.buyer, **_first(zone, one, link, industries))
        for link in one.links
    )


def _first(
    zone: str, one: drawing.Drawing, link: drawing.Link, industries: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The columns of a link as its file states them, else as the table in force computes them, else open."""
    drawn = {"source": link.source or one.source, "on": one.drawn_on}
    if link.coefficient is not None:
        stated = {"coefficient": Decimal(str(link.coefficient)), "basis": "stated", "confidence_bp": link.confidence_bp}
        return drawn | stated
    return drawn | (_computed(zone, industries[link.seller], industries[link.buyer]) or {})


def _computed(zone: str, seller: Sequence[str], buyer: Sequence[str]) -> dict[str, Any] | None:
    """What the table in force says of two nodes, named as the source; None for nothing."""
    table = table_in_force(zone)
    found = between(table, chains.marks().coefficients, seller, buyer)
    if found is None:
        return None
    return {
        "coefficient": _six(found.requirement), "share": _six(found.share), "basis": "table",
        "confidence_bp": found.confidence_bp, "source": table.name[:200],
    }  # fmt: skip


def _stated(
    coefficient: Decimal | None, confidence_bp: int | None, source: str, on: dt.date, today: dt.date
) -> dict[str, Any]:
    """What a person states, checked."""
    if coefficient is not None and not 0 <= coefficient <= 1:
        raise Invalid(f"系数在 0 和 1 之间 a coefficient lies between 0 and 1: {coefficient}", do="改正 correct it")
    if coefficient is not None and not 0 < (confidence_bp or 0) <= 10_000:
        raise Invalid(
            "写明系数须同时写明可信度（0 到 100%） a stated coefficient needs its confidence",
            do="填写可信度，或者不写系数 give it, or leave the coefficient open",
        )
    if not source.strip() or len(source) > 200 or on > today:
        raise Invalid("须写明来源和已经过去的日期 source and a day that has come are needed", do="补填 fill them in")
    return {
        "coefficient": coefficient, "share": None, "basis": "" if coefficient is None else "stated",
        "confidence_bp": None if coefficient is None else confidence_bp, "source": source.strip(), "on": on,
    }  # fmt: skip


def _six(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"))


def _note(row: Chain, act: str, by: Actor, at: dt.datetime, detail: dict[str, object]) -> None:
    audit.record(
        zone=row.zone, actor=by, act=act, subject=f"chain:{row.code}", at=at, detail={"version": row.version, **detail}
    )
