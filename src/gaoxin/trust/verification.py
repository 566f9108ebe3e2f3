"""Is this file what the zone signed? Offline, without a database: the file, the root certificate, nothing else.

Every byte counts: what the signature covers by its digest, and the gap that holds the signature itself by its exact form.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from asn1crypto import cms as asn1_cms
from asn1crypto import pem
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_detached_cms, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

MAX_BYTES = 50_000_000
_IDENTIFIER = re.compile(r"1\.2\.156\.3005\.2\.[0-9A-Z.]{40,90}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignerFound:
    """Who signed, as the certificate says. demo: the name is labelled as not legally effective."""

    name: str
    issuer: str
    serial: str
    algorithm: str
    signed_at: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """valid: exactly one signature, whole, by a trusted root, covering every byte. reasons: why not, or what was checked."""

    valid: bool
    reasons: tuple[str, ...]
    signers: tuple[SignerFound, ...]
    licence_id: str = ""


def verify_file(path: Path, roots: Sequence[bytes]) -> Verification:
    """Check one file against PEM root certificates. Never raises for what is in the file; a file that is no PDF is invalid."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _invalid("文件过大 the file is too large")
        return verify_bytes(path.read_bytes(), roots)
    except OSError as error:
        return _invalid(f"文件无法读取 the file cannot be read: {error.strerror}")


def verify_bytes(data: bytes, roots: Sequence[bytes]) -> Verification:
    """The same for bytes in memory."""
    if not data.startswith(b"%PDF-"):
        return _invalid("不是 PDF 文件 not a PDF file")
    logger = logging.getLogger("pyhanko")
    was, logger.disabled = logger.disabled, True
    validator = logging.getLogger("pyhanko_certvalidator")
    validator_was, validator.disabled = validator.disabled, True
    try:
        return _verify(data, roots)
    except Exception as error:  # a hostile file may break any parser; the answer is the same
        return _invalid(f"文件已损坏或被改动 the file is damaged or was changed ({type(error).__name__})")
    finally:
        logger.disabled, validator.disabled = was, validator_was


def verify_detached(data: bytes, signature: bytes, roots: Sequence[bytes]) -> Verification:
    """Check a CMS signature (DER) over bytes against PEM root certificates. Never raises for what is in it."""
    try:
        signed = asn1_cms.ContentInfo.load(signature, strict=True)["content"]
        status = asyncio.run(async_validate_detached_cms(data, signed, signer_validation_context=_context(roots)))
        name = str(status.signing_cert.subject.native.get("common_name", ""))
    except Exception as error:  # a hostile file may break any parser; the answer is the same
        return _invalid(f"签名已损坏 the signature is damaged ({type(error).__name__})")
    if not (status.intact and status.valid):
        return _invalid("签名与内容不符，文件被改动 the signature does not fit the contents: the file was changed")
    if not status.trusted:
        return _invalid("签名证书不受信任 the signer's certificate does not lead to a trusted root")
    return Verification(True, (f"由 {name} 签名，证书可信 signed by {name}, which leads to a trusted root",), ())


def _context(roots: Sequence[bytes]) -> ValidationContext:
    trusted = [asn1.Certificate.load(pem.unarmor(root)[2]) for root in roots]
    return ValidationContext(trust_roots=trusted, allow_fetching=False, revocation_mode="soft-fail")


def _verify(data: bytes, roots: Sequence[bytes]) -> Verification:
    reader = PdfFileReader(BytesIO(data), strict=True)
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        return _invalid(f"应当有且只有一个签名 expected one signature, found {len(signatures)}")
    signature = signatures[0]
    problem = _gap_problem(data, signature)
    if problem:
        return _invalid(problem)
    status = validate_pdf_signature(signature, _context(roots))
    reasons: list[str] = []
    if not (status.intact and status.valid):
        reasons.append("签名与内容不符，文件被改动 the signature does not fit the contents: the file was changed")
    if not status.trusted:
        reasons.append("签名证书不受信任 the signer's certificate does not lead to a trusted root")
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        reasons.append("签名未覆盖整个文件 the signature does not cover the whole file")
    if not reasons and not status.bottom_line:
        reasons.append("签名不符合要求 the signature does not meet the requirements")
    signers = (_signer(signature),)
    if reasons:
        return Verification(False, tuple(reasons), signers)
    told = ("签名完整、覆盖全文、证书可信 the signature is whole, covers the file, and leads to a trusted root",)
    return Verification(True, told, signers, _identifier(reader))


def _gap_problem(data: bytes, signature: EmbeddedPdfSignature) -> str:
    """The gap must be `<`, the signature in upper-case hex, zeros, `>`: else bytes in it could change unseen."""
    start, first, second, rest = (int(number) for number in signature.byte_range)
    if start != 0 or second + rest != len(data):
        return "签名未覆盖整个文件 the signature does not cover the whole file"
    expected = signature.pkcs7_content.hex().upper().encode()
    gap = data[first:second]
    body = gap[1:-1]
    whole = gap[:1] == b"<" and gap[-1:] == b">" and body == expected
    padding = signature.pkcs7_content[_der_length(signature.pkcs7_content) :]
    if not whole or any(padding):
        return "签名区被改动 the bytes that hold the signature were changed"
    return ""


def _der_length(data: bytes) -> int:
    """Bytes of the first DER element."""
    first = data[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(data[2 : 2 + count], "big")


def _signer(signature: EmbeddedPdfSignature) -> SignerFound:
    certificate = signature.signer_cert
    name = str(certificate.subject.native.get("common_name", ""))
    at = signature.self_reported_timestamp
    key = certificate.public_key
    curve = key.curve[1] if key.algorithm == "ec" else key.algorithm
    return SignerFound(
        name=name,
        issuer=str(certificate.issuer.native.get("common_name", "")),
        serial=f"{certificate.serial_number:x}",
        algorithm=f"{curve}/{signature.md_algorithm}",
        signed_at=at.isoformat() if at else "",
        demo="DEMO" in name,
    )


def _identifier(reader: PdfFileReader) -> str:
    info = reader.trailer_view["/Info"] if "/Info" in reader.trailer_view else {}
    found = _IDENTIFIER.search(str(info.get("/Keywords", "")))
    return found[0] if found else ""


def _invalid(reason: str) -> Verification:
    return Verification(False, (reason,), ())
