"""Files that are not what they say, hostile names, a full disk: refused with nothing left behind."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile

import pytest

from gaoxin.approvals.selectors import uploads_of
from gaoxin.approvals.services import drafting
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import GaoxinError, Invalid, WrongState
from tests.approvals.conftest import PDF, ZONE, at, refused, rows

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(44) + b"\x40\x00\x00\x00" + bytes(64)


def bomb() -> bytes:
    """A document of a few kilobytes that unpacks to 64 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", bytes(64 * 1024 * 1024))
    return out.getvalue()


@pytest.fixture
def draft(zone):
    return zone.start()


@pytest.fixture
def send(zone, draft):
    def upload(name: str, data: bytes, material: str = "construction-contract"):
        return drafting.upload(zone=ZONE, case_id=draft, material=material, name=name, data=data, by=zone.applicant,
                               at=at("2026-03-02T09:10"))  # fmt: skip

    return upload


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", PNG), ("a.pdf", EXE), ("a.pdf", b""), ("a.docx", bomb()), ("a.pdf", b"hello"), ("a", PDF), ("a.exe", PDF),
     ("..", PDF), ("", PDF), ("a.png", PNG)],
    ids=["png named pdf", "exe named pdf", "empty", "zip bomb named docx", "text", "no suffix", "pdf named exe", "dots",
         "no name", "a real png where a pdf is asked"],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says(send, name, data):
    with refused(Invalid):
        send(name, data)


def test_a_file_that_is_too_large(send, settings):
    settings.UPLOAD_MAX_BYTES = len(PDF)
    with refused(Invalid, "过大"):
        send("a.pdf", PDF + b" ")
    send("a.pdf", PDF)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\secret\\合同.pdf", "合同.pdf"), ("a\x00b\n.pdf", "ab.pdf"),
     ("施" * 400 + ".pdf", "施" * 251 + ".pdf"), ("/合同.PDF", "合同.PDF")],
)  # fmt: skip
def test_a_name_keeps_neither_folders_nor_invisible_characters(send, draft, var, name, kept):
    send(name, PDF)
    assert rows("Upload").get(case_id=draft).name == kept
    files = [path for path in var.rglob("*") if path.is_file() and "pki" not in path.parts]
    assert len(files) == 1 and files[0].is_relative_to(var / "uploads" / ZONE)


def test_a_document_that_the_item_does_not_ask_for(send):
    with refused(Invalid, "birth-certificate"):
        send("a.pdf", PDF, material="birth-certificate")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_no_row_and_no_file(send, var, monkeypatch, call):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with refused(GaoxinError, "No space left"):
        send("a.pdf", PDF)
    monkeypatch.undo()
    assert not [path for path in (var / "uploads").rglob("*") if path.is_file()]
    send("a.pdf", PDF)


def test_the_same_file_twice_is_one_and_counts_as_the_newest_again(zone, draft, send):
    send("a.pdf", PDF)
    send("b.pdf", PDF + b"2")
    drafting.upload(zone=ZONE, case_id=draft, material="construction-contract", name="a.pdf", data=PDF, by=zone.applicant,
                    at=at("2026-03-02T09:30"))  # fmt: skip
    assert rows("Upload").filter(case_id=draft).count() == 2
    assert uploads_of(ZONE, draft)["construction-contract"].text == "a.pdf"


def test_nothing_more_is_taken_once_the_case_is_over(zone):
    pk = zone.refused()
    with refused(WrongState):
        zone.upload(pk, "construction-contract", when="2026-03-05T09:00")


@pytest.fixture
def scanner(tmp_path, monkeypatch):
    """`scanner(status)`: a stand-in for clamdscan's client that finds EICAR, and else ends with that status."""

    def install(status: int = 0) -> None:
        program = tmp_path / "clamdscan"
        program.write_text(f"#!/bin/sh\ngrep -q EICAR && exit 1\nexit {status}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return install


def test_malware_is_refused_by_the_service_itself(send, scanner):
    scanner()
    with refused(Invalid, "恶意代码"):
        send("a.pdf", PDF + b"EICAR")
    assert send("a.pdf", PDF).result["scanned"] == "clean"


@pytest.mark.parametrize("status", [None, 2], ids=["no scanner", "a scanner that is down"])
def test_a_file_that_nobody_scanned_is_kept_and_the_answer_says_so(send, draft, scanner, monkeypatch, status):
    monkeypatch.setenv("PATH", "/nowhere")
    if status is not None:
        scanner(status)
    assert send("a.pdf", PDF).result["scanned"] == "unchecked"
    assert json.loads(audit_log.entries(ZONE, subject=f"case:{draft}")[-1].detail)["scanned"] == "unchecked"
    assert "construction-contract" in uploads_of(ZONE, draft)
