"""One changed byte anywhere, and a stranger's tool or ours says no."""

from __future__ import annotations

import subprocess

import pytest
from django.core.management import call_command

from gaoxin.trust import selectors, services
from gaoxin.trust.models import Licence
from gaoxin.trust.pki import authority, root_pem
from gaoxin.trust.verification import verify_bytes, verify_file
from tests.conftest import needs
from tests.trust.conftest import AT, SYSTEM, ZONE


@pytest.fixture
def sealed(issue, var):
    pk = issue()
    services.seal_licence(zone=ZONE, pk=pk, at=AT, by=SYSTEM)
    return selectors.path_of(Licence.objects.get(id=pk))


def test_every_byte_counts(sealed, var):
    data, roots = sealed.read_bytes(), [root_pem(var / "pki")]
    assert verify_bytes(data, roots).valid
    signed_from = data.index(b"/Contents <")
    places = {*range(0, len(data), 997), *range(signed_from, signed_from + 600, 7), len(data) - 1, len(data) - 700}
    passed = []
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 0x20
        if verify_bytes(bytes(changed), roots).valid:
            passed.append(place)
    assert passed == []


@pytest.mark.parametrize("damage", [lambda d: d + b"\n", lambda d: d[:-1], lambda d: d[: len(d) // 2], lambda d: b""])
def test_added_and_lost_bytes_are_refused(sealed, var, damage):
    found = verify_bytes(damage(sealed.read_bytes()), [root_pem(var / "pki")])
    assert not found.valid
    assert found.reasons


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n" + b"\xff" * 5000, b"GIF89a", b"%PDF-1.4\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"]
)
def test_a_hostile_file_is_invalid_and_never_an_exception(tmp_path, var, content):
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert not verify_file(path, [root_pem(var / "pki")]).valid
    assert not verify_file(tmp_path / "absent.pdf", [root_pem(var / "pki")]).valid


def test_another_authority_is_not_ours(sealed, tmp_path):
    authority(tmp_path / "other")
    found = verify_file(sealed, [root_pem(tmp_path / "other")])
    assert not found.valid
    assert "root" in found.reasons[0]


def test_the_command_prints_the_contract(sealed, capsys):
    import json

    call_command("licence", "verify", str(sealed), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["valid"] is True
    assert told["status"] == "valid"
    assert told["signers"][0]["algorithm"] == "secp256r1/sha256"
    sealed.write_bytes(sealed.read_bytes() + b" ")
    with pytest.raises(SystemExit) as stop:
        call_command("licence", "verify", str(sealed), "--json")
    assert stop.value.code == 1
    assert json.loads(capsys.readouterr().out)["valid"] is False


def test_a_revoked_licence_is_not_valid_here(sealed, capsys):
    services.set_status(zone=ZONE, pk=Licence.objects.get().id, status="revoked", reason="虚假承诺", at=AT)
    with pytest.raises(SystemExit):
        call_command("licence", "verify", str(sealed))
    assert "revoked" in capsys.readouterr().out


def test_pdfsig_agrees(sealed, var, tmp_path):
    pdfsig, certutil = needs("pdfsig"), needs("certutil")
    store = tmp_path / "nss"
    store.mkdir()
    trust = [certutil, "-d", f"sql:{store}"]
    subprocess.run([*trust, "-N", "--empty-password"], check=True)
    subprocess.run([*trust, "-A", "-n", "gaoxin", "-t", "CT,C,C", "-i", str(var / "pki/root.pem")], check=True)
    ask = [pdfsig, "-nssdir", f"sql:{store}", str(sealed)]
    told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in told
    assert "Certificate is Trusted" in told
    assert "Total document signed" in told
    data = bytearray(sealed.read_bytes())
    data[data.index(b"/Contents <") // 2] ^= 1
    sealed.write_bytes(bytes(data))
    told = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in told
