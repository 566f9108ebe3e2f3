"""Issuing, sealing and standing: what is left behind when things go wrong."""

from __future__ import annotations

import datetime as dt
import errno
import os
import threading
from io import BytesIO
from multiprocessing import get_context

import pytest
import zxingcpp
from django.db import connection
from PIL import Image

from gaoxin.audit.services import verify
from gaoxin.core.errors import WrongState
from gaoxin.core.identifiers import check_licence_id
from gaoxin.trust import rendering, selectors, services
from gaoxin.trust.models import Licence, VaultDocument
from gaoxin.trust.pki import authority
from gaoxin.trust.rendering import MissingGlyph
from gaoxin.trust.store import NotStored
from gaoxin.trust.verification import verify_file
from tests.trust.conftest import AT, CONTENT, SYSTEM, ZONE


def files(var):
    return sorted(p.name for p in (var / "sealed").rglob("*") if p.is_file()) if (var / "sealed").exists() else []


def test_a_sealed_licence_verifies_and_names_itself(issue, var):
    pk = issue()
    assert services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM) is True
    row = Licence.objects.get(id=pk)
    assert check_licence_id(row.licence_id) == row.licence_id
    path = selectors.path_of(row)
    assert path is not None
    found = verify_file(path, [(var / "pki/root.pem").read_bytes()])
    assert found.valid, found.reasons
    assert found.licence_id == row.licence_id
    assert found.signers[0].demo


def test_sealing_twice_seals_once(issue, var):
    pk = issue()
    services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM)
    before = files(var)
    assert services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM) is False
    assert files(var) == before
    assert verify(ZONE).count == 2  # the party, the seal


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the in-memory test database has one connection")
def test_two_sealers_at_once_leave_one_file(issue, var):
    pk, done = issue(), []

    def seal():
        done.append(services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM))
        connection.close()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(done) == [False, False, False, True]
    assert len(files(var)) == 1


def test_a_full_disk_leaves_nothing(issue, var, monkeypatch):
    pk = issue()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotStored, match="No space left"):
        services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM)
    monkeypatch.undo()
    row = Licence.objects.get(id=pk)
    assert (row.file, row.sealed_at) == ("", None)
    assert files(var) == []
    assert verify(ZONE).count == 1
    assert services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM)


def test_a_name_the_face_cannot_show_is_an_error_and_never_a_blank(issue, var):
    pk = issue(content=CONTENT | {"rows": [["建设单位", "𠮷野家"]]})
    with pytest.raises(MissingGlyph, match="U\\+20BB7"):
        services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM)
    assert Licence.objects.get(id=pk).sealed_at is None
    assert files(var) == []


def test_the_code_on_the_page_reads_back(issue, var):
    pk = issue()
    row = Licence.objects.get(id=pk)
    text = services.qr_text(row.licence_id, row.content_digest)
    data = {**CONTENT, "title": row.title, "number": row.number, "licence_id": row.licence_id, "keyword": ""}
    data |= services._frame("高新区行政审批局（演示）", "电子证照专用章", AT)
    picture = Image.open(BytesIO(rendering.render("licence", data, qr=text, image=True)))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]


def test_what_a_licence_proves_is_held_until_it_no_longer_stands(issue, holder):
    pk = issue()
    ask = {"zone": ZONE, "holder_id": holder.id, "kinds": ["construction-permit"], "on": AT.date()}
    assert selectors.held_documents(**ask)["construction-permit"].number == "441802202603020102"
    assert selectors.held_documents(**ask | {"on": AT.date() - dt.timedelta(1)}) == {}
    services.set_status(zone=ZONE, pk=pk, status="revoked", reason="虚假承诺", at=AT)
    assert selectors.held_documents(**ask) == {}
    with pytest.raises(WrongState, match="revoked"):
        services.set_status(zone=ZONE, pk=pk, status="valid", reason="", at=AT)
    with pytest.raises(WrongState):
        services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM)


def test_a_replacement_ends_the_former(issue):
    first = issue()
    issue(number="441802202603020202", replaces_id=first)
    assert Licence.objects.get(id=first).status == "replaced"
    assert VaultDocument.objects.filter(withdrawn_at=None).count() == 1


def test_documents_of_one_project_do_not_serve_another(holder):
    services.deposit(
        zone=ZONE, holder_id=holder.id, kind="land-approval", issuer="自然资源局", title="用地批准书", number="L-1",
        valid_from=AT.date(), source="test", scope="2601-441802-04-01-123456", at=AT, by=SYSTEM,
    )  # fmt: skip
    ask = {"zone": ZONE, "holder_id": holder.id, "kinds": ["land-approval"], "on": AT.date()}
    assert selectors.held_documents(**ask, scope="2601-441802-04-01-123456")
    assert not selectors.held_documents(**ask, scope="2601-441802-04-01-999999")


def test_two_processes_make_one_authority(tmp_path):
    context = get_context("spawn")
    folder = tmp_path / "pki"
    workers = [context.Process(target=authority, args=(folder,)) for _ in range(4)]
    [w.start() for w in workers]
    [w.join(60) for w in workers]
    assert [w.exitcode for w in workers] == [0, 0, 0, 0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pki", "var"]  # no left-over of the losers
    assert (folder / "licence.key").stat().st_mode & 0o777 == 0o600
    assert len(authority(folder).keys) == 2
