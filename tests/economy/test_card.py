"""The report card: every number bound, nothing written out, the same again from the bundle, and a changed byte is told."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from docx import Document

from gaoxin.core.errors import Invalid
from gaoxin.core.figures import Figure
from gaoxin.economy.rendering import bundle
from gaoxin.economy.rules.card import checking, text
from gaoxin.economy.rules.indicators import disclosure
from gaoxin.economy.rules.indicators.definitions import Disclosure
from gaoxin.economy.selectors import publishing
from gaoxin.economy.selectors.card import card
from gaoxin.economy.services import filing
from tests.conftest import SHARED, needs
from tests.economy.conftest import ZONE, at, filled

LIMITS = Disclosure(3, 850, "", "low")


def report(world, **amounts):
    moment = at("2025-01-10T09:00")
    rows = [
        filing.Incoming(world.units[firm], form, 202412, filled(form, **told))
        for firm, form, told in (
            ("one", "output", {"output_ytd": 1_132_000, "output_ytd_base": 1_000_000}),
            ("one", "finance", {"revenue_ytd": 900_000, "revenue_ytd_base": 1_000_000, "profit_ytd": 50, "profit_ytd_base": 40}),
            ("two", "output", {"output_ytd": 500_000, "output_ytd_base": 400_000}),
        )
    ]  # fmt: skip
    assert filing.file(
        zone=ZONE, rows=rows, source="test", by=world["statistician"], at=moment, today=moment.date()
    ).filings
    return card(zone=ZONE, year=2024)


def test_a_fall_is_told_as_a_fall_and_what_has_no_record_is_named(world):
    told = report(world)
    said = "".join(text.plain(one) for one in told.sections["zh"])
    assert "营业收入下降10.0%" in said and "利润增长25.0%" in said
    assert "全流程网上办理" not in said and "approvals.online" in told.missing
    assert "iva" in card(zone=ZONE, year=2019).missing


def test_a_number_written_out_is_refused(tmp_path):
    (tmp_path / "indicators").mkdir()
    template = (settings.CATALOGUE / "indicators" / "card.yaml").read_text(encoding="utf-8")
    (tmp_path / "indicators" / "card.yaml").write_text(template.replace("按可比口径", "按2020年价格"), encoding="utf-8")
    with pytest.raises(Invalid, match="written out"):
        text.read_template(tmp_path)


def test_bounds_and_intervals():
    bound = Figure("a", 100, "亿元", "", "", 1, bound=">")
    assert text.amount(bound, "zh") == "超过100亿元" and text.amount(bound, "en") == "more than 10 billion yuan"
    assert text.interval(bound) is None


def recorded(**other: str) -> dict[str, Figure]:
    """Figures as the records of the article's zone give them."""
    values = {"iva": "120.98", "iva.growth": "13.2", "iva.3plus1": "63.27", "iva.3plus1.growth": "16.1", "iva.3plus1.share": "52.3",
              "iva.3plus1.pull": "8.21"} | other  # fmt: skip
    unit = {"iva": "亿元", "iva.3plus1": "亿元", "iva.3plus1.pull": "百分点"}
    return {key: Figure(key, Decimal(value), unit.get(key, "%"), "", "", 1, name=key) for key, value in values.items()}


def checked(**other: str) -> tuple[checking.Checked, ...]:
    template = text.read_template(settings.CATALOGUE)
    texts = checking.read_published(settings.CATALOGUE, template)
    return checking.check(template, texts, recorded(**other), zone="demo-qingyuan", year=2024)


def test_the_published_pull_is_named_with_what_the_records_give():
    own, article = checked()
    assert own.own and own.told["consistent"] and not own.differences
    (one,) = article.told["contradictions"]
    assert (one["suspect"], one["printed"], one["value"]) == ("iva.3plus1.pull", 8.9, 8.21)
    (other,) = article.differences
    assert (other.key, other.printed, other.computed["zh"]) == ("iva.3plus1.pull", "8.9个百分点", "8.21个百分点")
    for language, base in (("zh", "基期比重 55.28"), ("en", "base weight of 55.28")):
        said = checking.sentences(article, language)
        assert "8.21 (8.18–8.24)" in said and base in said
    assert "revenue.growth" in article.unbacked


def test_a_card_that_contradicts_itself_says_so():
    own, article = checked(**{"iva.3plus1.pull": "8.9"})
    assert [one["suspect"] for one in own.told["contradictions"]] == ["iva.3plus1.pull"] and not article.differences


def test_other_zones_and_years_have_no_published_text():
    template = text.read_template(settings.CATALOGUE)
    texts = checking.read_published(settings.CATALOGUE, template)
    for zone, year in (("demo-qingyuan", 2023), ("other", 2024)):
        assert [one.own for one in checking.check(template, texts, recorded(), zone=zone, year=year)] == [True]


def test_published_figures_are_in_the_text():
    path = SHARED / "seed" / "article.txt"
    if not path.exists():
        pytest.skip(f"the article is not there: {path}")

    def plain(words: str) -> str:
        return re.sub(r"\s", "", words).replace(",", "，")

    article = plain(path.read_text(encoding="utf-8"))
    (published,) = checking.read_published(settings.CATALOGUE, text.read_template(settings.CATALOGUE))
    assert not [one.text for one in published.figures if plain(one.text) not in article]
    assert published.title.zh in article


@pytest.mark.parametrize("wrong", ["value: 约个百分点", "value: 8.9英里", "figure: iva.nothing, value: 8.9%"])
def test_a_published_figure_that_cannot_be_read_is_refused(tmp_path, wrong):
    (tmp_path / "indicators").mkdir()
    known = (settings.CATALOGUE / "indicators" / "published.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"figure: iva\.3plus1\.pull, value: \S+,", lambda _: ("" if "figure" in wrong else "figure: iva.3plus1.pull, ")
                     + wrong + ",", known)  # fmt: skip
    (tmp_path / "indicators" / "published.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(Invalid, match=r"iva\."):
        checking.read_published(tmp_path, text.read_template(settings.CATALOGUE))


def test_word_holds_the_text_in_named_styles(world):
    with translation.override("zh-hans"):
        made = Document(io.BytesIO(publishing.word(report(world))))
    found = {paragraph.style.name: paragraph.text for paragraph in made.paragraphs if paragraph.text}
    assert found["公文标题"] == "2024年成绩单" and "{" not in "".join(found.values())
    assert any("营业收入下降10.0%" in paragraph.text for paragraph in made.paragraphs)
    assert len(made.tables[0].rows) > 5
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert "没有矛盾" in texts[texts.index("本卡的数字") + 1]


def test_few_enterprises_make_no_bundle(world):
    with pytest.raises(Invalid, match="统计法"):
        publishing.bundle(report(world))


def test_parts_are_merged_until_nobody_is_seen():
    def cell(units, largest, total):
        return {(202412, "iva"): (units, largest, total)}

    amounts = {"a": cell(2, 10, 20), "b": cell(5, 10, 50), "c": cell(9, 95, 100), "d": cell(9, 50, 300)}
    assert disclosure.merged([["a", "b"], ["c", "d"]], amounts, LIMITS) == (("a", "b"), ("c", "d"))
    assert disclosure.merged([["b"], ["d"]], amounts, LIMITS) == (("b",), ("d",))
    assert disclosure.merged([["a"]], amounts, LIMITS) is None


@pytest.fixture
def packed(world, monkeypatch):
    """A bundle of the two enterprises, with limits that let them through."""
    monkeypatch.setattr("gaoxin.economy.rules.indicators.parts.disclosure.Shown.safe", lambda self, limits: True)
    return publishing.bundle(report(world))


def test_a_stranger_computes_the_same(packed, tmp_path, capsys):
    path = tmp_path / "card.zip"
    path.write_bytes(packed)
    call_command("report", "verify", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["valid"] and "revenue.growth" in told["recomputed"]
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        held.extractall(tmp_path)
    openssl = [
        needs("openssl"),
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "MANIFEST.json.p7s",
        "-content",
        "MANIFEST.json",
    ]
    root = str(settings.VAR / "pki" / "root.pem")
    done = subprocess.run(
        [*openssl, "-CAfile", root, "-purpose", "any", "-out", "out"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def changed(data: bytes, name: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as held, zipfile.ZipFile(out, "w") as made:
        for entry in held.namelist():
            data = held.read(entry)
            made.writestr(held.getinfo(entry), change(data) if entry == name else data)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["card.json", "leaves.parquet", "indicators/indicators.yaml", "MANIFEST.json", "MANIFEST.json.p7s"]
)
def test_a_changed_byte_is_told(packed, name):
    wrong = changed(packed, name, lambda data: data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
    found = publishing.check(wrong, [publishing.own_root()])
    assert not found.valid and found.problems


def test_a_byte_around_the_files_is_told_and_packing_again_too(packed):
    """The files are whole: the date of one in the zip's directory, a byte after the end, other compression."""
    assert changed(packed, "", bytes) == packed
    at = packed.rindex(b"PK\x01\x02") + 12
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as held, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            made.writestr(name, held.read(name))
    for wrong in (packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :], packed + b"\0", again.getvalue()):
        found = publishing.check(wrong, [publishing.own_root()])
        assert not found.valid and "packed again" in found.problems[0]


def test_another_conclusion_of_the_audit_is_told(packed):
    files, _, _ = bundle.unpack(packed)
    assert not bundle.recompute(files)
    told = json.loads(files[bundle.CARD])
    told["audits"][0]["consistent"] = not told["audits"][0]["consistent"]
    assert "audit" in "".join(bundle.recompute(files | {bundle.CARD: json.dumps(told).encode()}))


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 100])
def test_what_is_no_bundle(data):
    assert not publishing.check(data, [publishing.own_root()]).valid


def test_the_page_binds_each_number_and_is_closed_to_others(world, client):
    from django.contrib.auth import get_user_model

    report(world)
    users = get_user_model().objects
    client.force_login(users.get(pk=world.ids["statistician"]))
    page = client.get("/card/2024/").content.decode()
    assert '<a href="#revenue.growth">下降10.0%</a>' in page and 'id="revenue.growth"' in page
    assert 'id="audit-1"' in page and "没有矛盾" in page
    assert client.get("/card/2024/?format=docx").headers["Content-Type"].endswith("wordprocessingml.document")
    client.force_login(users.get(pk=world.ids["applicant"]))
    assert client.get("/card/2024/").status_code in (302, 403, 404)
