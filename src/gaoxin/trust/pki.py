"""The installation's own certificate authority, made on first use and labelled DEMO wherever its name is shown.

A real zone replaces the folder with certificates of a licensed authority (电子签名法 16-25); nothing else changes.
Folder: root, issuing (certificate authorities), licence, document (end entities), each `.pem` and `.key` (0600).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEARS = 10
ORGANISATION = "高新区政务服务（演示 DEMO）"
NAMES = {
    "root": "Gaoxin DEMO Root CA",
    "issuing": "Gaoxin DEMO Issuing CA",
    "licence": "电子证照专用章（演示 DEMO）",
    "document": "政务文书电子签名（演示 DEMO）",
}


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificates and keys by name. Keys are parsed once a process."""

    certificates: dict[str, x509.Certificate]
    keys: dict[str, ec.EllipticCurvePrivateKey]


def authority(folder: Path) -> Authority:
    """The authority in `folder`, made there first if there is none. Two processes at once end up with the same one."""
    if not (folder / "root.pem").exists():
        _make(folder)
    return _read(folder, (folder / "root.pem").stat().st_mtime_ns)


def root_pem(folder: Path) -> bytes:
    """The root certificate: all that a stranger needs to check what this installation signed."""
    authority(folder)
    return (folder / "root.pem").read_bytes()


@lru_cache(maxsize=4)
def _read(folder: Path, _made: int) -> Authority:
    certificates = {name: x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()) for name in NAMES}
    keys: dict[str, ec.EllipticCurvePrivateKey] = {}
    for name in ("licence", "document"):
        key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        keys[name] = key
    return Authority(certificates, keys)


def _make(folder: Path) -> None:
    """Everything in a temporary folder, then one rename; the loser of a race throws its own away."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".pki-", dir=folder.parent))
    try:
        keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in NAMES}
        root = _certificate("root", keys["root"], None, keys["root"])
        issuing = _certificate("issuing", keys["issuing"], root, keys["root"])
        certificates = {"root": root, "issuing": issuing}
        for name in ("licence", "document"):
            certificates[name] = _certificate(name, keys[name], issuing, keys["issuing"])
        for name, key in keys.items():
            _write(made / f"{name}.key", _key_pem(key), 0o600)
            _write(made / f"{name}.pem", certificates[name].public_bytes(serialization.Encoding.PEM), 0o644)
        try:
            made.rename(folder)
        except OSError:
            if not (folder / "root.pem").exists():
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Certificate | None, issuer_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    is_ca = name in ("root", "issuing")
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    subject = _name(NAMES[name])
    usage = x509.KeyUsage(
        digital_signature=not is_ca, content_commitment=not is_ca, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_ca, crl_sign=is_ca, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(is_ca, 0 if name == "issuing" else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
