"""PAdES signatures (B-B, P-256, SHA-256) over a whole PDF. The key is parsed once; the dry run signs nothing."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from gaoxin.trust.pki import NAMES, authority

RESERVED = 12_000  # hex digits kept for the signature: three P-256 certificates take about 4,000


class KeySigner(Signer):
    """A pyHanko signer over a key in memory. A hardware module replaces only `async_sign_raw`."""

    def __init__(self, folder: Path, name: str) -> None:
        made = authority(folder)
        chain = SimpleCertificateStore()
        chain.register(_asn1(made.certificates["issuing"].public_bytes(serialization.Encoding.DER)))
        self._key = made.keys[name]
        super().__init__(
            signing_cert=_asn1(made.certificates[name].public_bytes(serialization.Encoding.DER)),
            cert_registry=chain,
            embed_roots=False,
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(72)
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def sign(pdf: bytes, *, folder: Path, name: str) -> bytes:
    """`pdf` with one signature over all of it. name: `licence` or `document`."""
    metadata = PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=NAMES[name]
    )
    signer = PdfSigner(metadata, signer=KeySigner(folder, name), new_field_spec=SigFieldSpec("Signature1"))
    out = BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out, bytes_reserved=RESERVED)
    return out.getvalue()


def detached(data: bytes, *, folder: Path, name: str) -> bytes:
    """A CMS signature (DER) over any bytes, which stay as they are: `openssl cms -verify -binary -content FILE` checks it."""
    made = KeySigner(folder, name).async_sign_general_data(data, "sha256", detached=True)
    return asyncio.run(made).dump()


def _asn1(der: bytes) -> asn1.Certificate:
    return asn1.Certificate.load(der)
