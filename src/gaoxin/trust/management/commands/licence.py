"""`./gaoxin licence verify FILE | show NUMBER | roots`: check a sealed file, see a licence's standing, get the root."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from asn1crypto import pem
from django.conf import settings
from django.db import DatabaseError

from gaoxin.core.errors import Invalid
from gaoxin.runtime.commands import GaoxinCommand
from gaoxin.trust import selectors
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import Verification, verify_file


class Command(GaoxinCommand):
    help = "证照 licences: verify FILE | show NUMBER | roots"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("verify", help="check a sealed file, offline; exit status 0 only if it is valid")
        check.add_argument("file", type=Path)
        check.add_argument("--root", type=Path, action="append", help="trust this root (PEM) instead of our own")
        show = actions.add_parser("show", help="a licence by identifier or number")
        show.add_argument("identifier")
        roots = actions.add_parser("roots", help="the root certificate (PEM) that signs here, and its fingerprint")
        for sub in (check, show, roots):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int:
        if options["action"] == "verify":
            return self._verify(options)
        if options["action"] == "roots":
            return self._roots(options)
        row = selectors.licence_by_identifier(zone=settings.ZONE, text=options["identifier"])
        told = {
            "licence_id": row.licence_id, "number": row.number, "title": row.title, "holder": row.holder.name,
            "status": row.status, "status_reason": row.status_reason, "issued_at": row.issued_at,
            "valid_until": row.valid_until, "file": str(selectors.path_of(row) or ""),
        }  # fmt: skip
        if options["as_json"]:
            self.emit(told)
        else:
            for name, value in told.items():
                self.line(f"{name:>14}  {value}")
        return 0

    def _verify(self, options: Mapping[str, Any]) -> int:
        found = verify_file(options["file"], _roots(options["root"]))
        status = _standing(options["file"]) if found.valid else ""
        if status and status != "valid":
            refused = f"证照状态 the licence is {status}"
            found = dataclasses.replace(found, valid=False, reasons=(*found.reasons, refused))
        if options["as_json"]:
            self.emit({**dataclasses.asdict(found), "status": status or "unknown"})
        else:
            self._tell(found, status)
        return 0 if found.valid else 1

    def _tell(self, found: Verification, status: str) -> None:
        self.line("有效 valid" if found.valid else "无效 NOT valid")
        for reason in found.reasons:
            self.line(f"  {reason}")
        for signer in found.signers:
            self.line(f"  签署 signed by {signer.name} ← {signer.issuer}, {signer.algorithm}, {signer.signed_at}")
        if found.licence_id:
            self.line(
                f"  证照标识 identifier {found.licence_id}；登记状态 standing: {status or '未知 unknown (offline)'}"
            )

    def _roots(self, options: Mapping[str, Any]) -> int:
        root = root_pem(settings.VAR / "pki")
        if options["as_json"]:
            self.emit({"pem": root.decode(), "sha256": _fingerprint(root)})
        else:
            self.line(root.decode())
            self.line(f"SHA-256 {_fingerprint(root)}")
        return 0


def _roots(named: list[Path] | None) -> list[bytes]:
    if not named:
        return [root_pem(settings.VAR / "pki")]
    try:
        return [path.read_bytes() for path in named]
    except OSError as error:
        raise Invalid(f"根证书无法读取 cannot read the root: {error.filename}", do="核对路径 check the path") from error


def _standing(path: Path) -> str:
    """The standing in the register, or empty where there is no database or the file is not one of ours."""
    try:
        known = selectors.status_by_digest(hashlib.sha256(path.read_bytes()).hexdigest())
    except DatabaseError:
        return ""
    return known[0] if known else ""


def _fingerprint(root: bytes) -> str:
    return hashlib.sha256(pem.unarmor(root)[2]).hexdigest()
