"""Photos: what the camera wrote is shown to the second person where it differs; what is no honest photo is refused and leaves nothing."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import ProgressReport
from gaoxin.projects.rules.progress.photos import Shot, check_picture, metres, shot_of
from gaoxin.projects.rules.progress.reporting import Place
from tests.progress.conftest import at, png, report
from tests.progress.test_pages import client
from tests.progress.test_services import refused

HERE, AWAY = (23.6831, 113.0502), (23.70, 113.08)


def dms(degrees: float) -> tuple[float, float, float]:
    return (int(degrees), int(degrees * 60 % 60), round(degrees * 3600 % 60, 3))


def photo(form: str = "JPEG", when: str = "2024:02:01 09:30:00", place: tuple[float, float] | None = HERE) -> bytes:
    picture, exif = Image.new("RGB", (16, 12), (90, 120, 60)), Image.Exif()
    if when:
        exif.get_ifd(0x8769)[0x9003] = when
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: dms(place[0]), 3: "E", 4: dms(place[1])})
    out = io.BytesIO()
    picture.save(out, form, exif=exif.tobytes())
    return out.getvalue()


@pytest.mark.parametrize(("form", "media"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_what_the_camera_wrote_is_read(form, media):
    found = shot_of(photo(form), media)
    assert found.at and found.at.isoformat() == "2024-02-01T09:30:00"
    assert found.lat and found.lon and metres(found.lat, found.lon, Decimal("23.6831"), Decimal("113.0502")) < 2
    check_picture(photo(form), media)
    assert shot_of(png(), "png") == Shot()


@given(st.binary(max_size=300), st.sampled_from(["jpg", "png", "webp"]))
def test_whatever_it_is_reading_never_fails(data, media):
    shot_of(data, media)
    shot_of(photo()[:20] + data, media)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "told"),
    [
        (photo(), ["与报告一致", "与报告地点相符"]),
        (photo(when="2024:01:15 08:00:00"), ["⚠ 相机记录的拍摄时间是 2024-01-15 08:00，报告写的是 2024-02-01"]),
        (photo(place=AWAY), ["⚠ 相机记录的位置距报告地点约 3,"]),
        (photo(when="", place=None), ["照片里没有拍摄时间和位置"]),
    ],
)
def test_the_second_person_sees_what_differs_and_may_still_confirm(park, made, told):
    report("C", "300", "2024-02-01", photo=made, photo_name="IMG.jpg")
    other = client(Role.ENGINEER)
    page = other.get("/progress/confirm/").content.decode()
    for word in told:
        assert word in page
    assert ("⚠" in page) == any("⚠" in word for word in told)
    row = ProgressReport.objects.get()
    assert other.post(f"/progress/confirm/{row.id}/", {"verdict": "confirmed"}).status_code == 302


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")


def with_archive(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("run.js", "x")
    return out.getvalue()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"photo": bomb(50_000, 50_000)}, "照片过大"), ({"photo": bomb(30_000, 1)}, "照片过大"), ({"photo": bomb(0, 5)}, "照片已损坏"),
        ({"photo": with_archive(png())}, "夹带别的文件"), ({"photo": png() + b"<script>alert(1)</script>"}, "夹带别的文件"),
        ({"photo": png() + b"<?php system($_GET[0]);"}, "夹带别的文件"),
        ({"photo": b"GIF89a" + b"\0" * 40, "photo_name": "a.gif"}, "照片应为"),
        ({"photo": SVG, "photo_name": "a.svg"}, "内容与名称|照片应为"),
        ({"photo": png(), "photo_name": "a.jpg"}, "文件内容与名称不符"),
        ({"photo": photo()[:24], "photo_name": "a.jpg"}, "已损坏|内容与名称"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_and_nothing_is_kept(park, changed: dict[str, Any], told: str, var):
    before = sorted(var.rglob("uploads/**/*"))
    with refused(Invalid, told):
        report("C", "300", "2024-02-01", place=Place(text="K0+320"), at=at("2024-02-01T17:00"), **changed)
    assert sorted(var.rglob("uploads/**/*")) == before
