"""Verification tells what the licence shows, its signer and its standing; keeps nothing; and cannot be used in bulk."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gaoxin.approvals.services import delivery
from gaoxin.portal.web import verifying
from gaoxin.trust import selectors as trust
from gaoxin.trust import services as trust_acts
from tests.approvals.conftest import KEEPER, ZONE, at, rows, zone  # noqa: F401


@pytest.fixture(autouse=True)
def _fresh_counts(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def licence(zone) -> Any:  # noqa: F811
    """A sealed licence: its row and its file."""
    pk = zone.granted()
    delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-03-02T11:30"))
    row = trust.licence(zone=ZONE, pk=rows("Decision").get(case_id=pk).licence_id)
    path = trust.path_of(row)
    assert path is not None
    return row, path.read_bytes()


def upload(client: Client, data: bytes, name: str = "x.pdf") -> Any:
    return client.post("/verify/file/", {"file": SimpleUploadedFile(name, data, "application/pdf")})


def test_by_number_identifier_and_code(client, licence):
    row, _ = licence
    for text in (row.number, row.licence_id, trust_acts.qr_text(row.licence_id, row.content_digest)):
        page = client.get("/verify/", {"number": text}).content.decode()
        assert row.title in page and row.holder.name in page and "有效" in page and "DEMO" in page
        assert "不一致" not in page


def test_no_more_than_the_licence_shows(client, licence, zone):  # noqa: F811
    row, _ = licence
    page = client.get("/verify/", {"number": row.number}).content.decode()
    for secret in ("13800000000", "陈工", "320000000", "98000000", zone.party.legal_representative or "王小明"):
        assert secret not in page


def test_a_code_with_other_contents_is_told(client, licence):
    row, _ = licence
    page = client.get("/verify/", {"number": f"gaoxin:{row.licence_id}#{'0' * 16}"}).content.decode()
    assert "不一致" in page


@pytest.mark.parametrize("text", ["nothing", "' OR 1=1 --", "gaoxin:x#0123456789abcdef", "%", "证" * 300])
def test_an_unknown_number_says_so(client, db, text):
    answer = client.get("/verify/", {"number": text})
    assert answer.status_code == 200
    assert "没有这个编号" in answer.content.decode()


def test_a_genuine_file(client, licence, var):
    row, data = licence
    before = sorted(str(path) for path in var.rglob("*"))
    page = upload(client, data).content.decode()
    assert "文件为真，没有被改动" in page and row.number in page and "DEMO" in page
    assert sorted(str(path) for path in var.rglob("*")) == before


def test_a_changed_file_a_foreign_file_and_no_pdf(client, licence):
    _, data = licence
    changed = bytearray(data)
    changed[len(changed) // 3] ^= 1
    for bad in (bytes(changed), b"%PDF-1.4\n%%EOF", b"<script>alert(1)</script>", b""):
        page = upload(client, bad).content.decode()
        assert "文件为真，" not in page


def test_a_revoked_licence_is_genuine_but_does_not_stand(client, licence):
    row, data = licence
    trust_acts.set_status(zone=ZONE, pk=row.id, status="revoked", reason="内部理由", at=at("2026-04-01T10:00"))
    page = upload(client, data).content.decode()
    assert "已不是有效状态" in page and "已撤销" in page
    assert "内部理由" not in page
    assert "内部理由" not in client.get("/verify/", {"number": row.number}).content.decode()


def test_nothing_touches_the_disk(client, licence, monkeypatch):
    """A file over Django's own memory bound is taken by our handler, not spooled."""

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", never)
    page = upload(client, licence[1] + b"\n" + b"%" * 3_000_000).content.decode()
    assert "不能证明" in page


def test_too_large_or_missing_is_refused(client, db, monkeypatch):
    monkeypatch.setattr(verifying, "LARGEST", 1000)
    assert upload(client, b"%PDF-" + b"x" * 100_000).status_code == 422
    assert client.post("/verify/file/").status_code == 422
    assert client.get("/verify/file/").status_code == 405


def test_the_form_needs_its_token(db):
    client = Client(enforce_csrf_checks=True)
    assert upload(client, b"%PDF-").status_code == 403


@pytest.mark.usefixtures("one_minute")
def test_numbers_cannot_be_tried_in_bulk(client, db):
    for index in range(verifying.LOOKUPS):
        assert client.get("/verify/", {"number": f"x{index}"}).status_code == 200
    answer = client.get("/verify/", {"number": "y"})
    assert answer.status_code == 429 and answer["Retry-After"]
    assert client.get("/verify/").status_code == 200
    other = client.get("/verify/", {"number": "y"}, REMOTE_ADDR="10.9.9.9")
    assert other.status_code == 200


@pytest.mark.usefixtures("one_minute")
def test_files_cannot_be_sent_in_bulk(client, db):
    for _ in range(verifying.UPLOADS):
        assert upload(client, b"x").status_code == 200
    assert upload(client, b"x").status_code == 429
