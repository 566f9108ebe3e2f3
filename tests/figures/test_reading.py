"""The reader against what a person found, the chain from text to contradiction, files of claims, and the command."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.claims.audit import audit
from gaoxin.economy.rules.audits.claims.files import read_document
from gaoxin.economy.rules.audits.claims.telling import as_dict
from gaoxin.economy.rules.audits.reading.writing import as_list, as_yaml, figures_of
from tests.conftest import SHARED
from tests.figures.scoring import labels, score

OTHERS = ("county", "halfyear", "trade", "people", "transport", "innovation")
ARTICLE = SHARED / "seed" / "article.txt"
needs_article = pytest.mark.skipif(not ARTICLE.exists(), reason=f"LOUD: {ARTICLE} is not here; the article is not read")


@needs_article
def test_the_article_is_read():
    told = score(ARTICLE.read_text(encoding="utf-8"), labels("article")["figures"])
    assert told.recall >= 0.9 and told.precision >= 0.95, (told.missed, told.extra)
    assert told.kinds >= 0.95 * told.found and told.indicators >= 0.95 * told.found, told.wrong


@pytest.mark.parametrize("name", OTHERS)
def test_other_texts_are_read(name):
    kept = labels(name)
    told = score(kept["text"], kept["figures"])
    assert told.recall >= 0.9 and told.precision >= 0.95, (told.missed, told.extra)
    assert told.kinds >= 0.9 * told.found and told.indicators >= 0.9 * told.found, told.wrong


@needs_article
@pytest.mark.parametrize("write", [as_yaml, lambda figures: json.dumps(as_list(figures), ensure_ascii=False)])
def test_the_chain_finds_the_pull_and_nothing_else(write):
    told = as_dict(audit(read_document(write(figures_of(ARTICLE.read_text(encoding="utf-8"))))))
    (one,) = told["contradictions"]
    assert one["figures"][0]["text"] == "拉动规模以上工业增长8.9个百分点"
    assert (one["value"], [round(end, 2) for end in one["interval"]]) == (8.21, [8.18, 8.24])
    derived = {(d["kind"], d["indicator"]): d["interval"] for d in told["derived"]}
    assert derived["base", "专利授权量"] == [1011, 1011] and derived["base", "发明专利"] == [295, 295]
    assert derived["level", "全年审批总数"] == [640, 648]
    assert derived["share_change", "发明专利"][1] < 0  # it fell, and nothing hides it


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_texts_agree_with_themselves(name):
    assert not audit(read_document(as_yaml(figures_of(labels(name)["text"])))).contradictions


def test_a_wrong_figure_in_a_text_is_found():
    text = labels("halfyear")["text"].replace("6.8个百分点", "8.6个百分点")
    told = as_dict(audit(read_document(as_yaml(figures_of(text)))))
    assert [one["suspect"] and one["figures"][0]["text"] for one in told["contradictions"]] == [
        "拉动全区规模以上工业总产值增长8.6个百分点"
    ]


def test_the_same_figure_twice_is_one_and_two_values_are_a_contradiction():
    text = "2024年，出口总值842.9亿元。经济运行平稳。2024年，出口总值{}亿元。"
    (one,) = figures_of(text.format("842.9"))
    assert len(one.places) == 2 and all(text[a : a + 3] for a, _ in one.places)
    assert len(audit(read_document(as_yaml(figures_of(text.format("824.9"))))).contradictions) == 1


@pytest.mark.parametrize(
    "text",
    ["2024年1月6日召开第3次会议。", "打造“3+1”主导产业，落实“科技14条”。", "清远第一宗施工许可证。", "跻身全国500强，居第38位。",
     "建设5G基站，开展“十四五”规划。", "打造千亿元级产业园区。", "12345热线。", "一批企业，一个园区。", ""],
)  # fmt: skip
def test_names_dates_and_ranks_are_no_figures(text):
    assert figures_of(text) == []


GOOD = """
period: "2024"
claims:
- {id: va, 指标: 工业增加值, 数值: 120.98亿元, 口径: 可比}
- {id: g, indicator: 工业增加值, 类型: 增长, value: "+13.20%"}
- {id: p, indicator: 工业增加值, scope: 主导产业, value: ">63", unit: 亿元}
- {id: s, indicator: 工业增加值, scope: 主导产业, value: 52.3, unit: "%", whole: va}
sums:
- {whole: va, parts: [p], complete: false}
"""


def test_files_are_read_liberally():
    document = read_document(GOOD)
    va, growth, part, share = document.claims
    assert (str(va.value), va.unit.name, va.basis, va.kind) == ("120.98", "亿元", "comparable", "level")
    assert (str(growth.value), growth.decimals) == ("13.20", 2)
    assert (part.bound, share.kind, share.whole) == (">", "share", va.subject)
    assert document.sums[0].parts == (part.subject,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "空"), ("claims: [", "不是 YAML"), ("- {indicator: a, value: x, unit: 元}", "第 1 行 line 1: 数值无法读取"),
        ("claims:\n- indicator: a\n  value: 3\n", "第 2 行 line 2: 缺少 unit"),
        ("claims:\n- indicator: a\n  colour: red\n  value: 3 元\n", "第 3 行 line 3: 字段不认识 unknown key: colour"),
        ("claims:\n- indicator: a\n  value: 3\n  unit: 光年\n", "第 4 行 line 4: 单位不认识"),
        ("claims:\n- value: 3 元\n", "缺少 indicator"), ("claims:\n- indicator: a\n  value: 3%\n", "缺少 kind"),
        ("claims:\n- indicator: a\n  kind: pull\n  value: 3 个百分点\n", "缺少 whole"),
        ("claims:\n- {id: x, indicator: a, value: 3 元}\n- {id: x, indicator: b, value: 3 元}", "第 3 行 line 3: 编号重复"),
        ("claims:\n- {indicator: a, value: 3 元}\n- {indicator: a, value: 3 吨}", "单位不同"),
        ("claims:\n- {indicator: a, value: 3 元, kind: 增长}", "单位应是 %"), ("just text", "没有数字"),
        ("claims:\n- {indicator: a, value: 3 元}\nsums:\n- {whole: a, parts: [b]}", "没有这个数字"),
        ("claims:\n- {indicator: a, value: 3 元, interval: [5, 4]}", "区间应写作"),
        ("claims:\n- {indicator: a, value: [3], unit: 元}", "应是一个值"),
    ],
)  # fmt: skip
def test_every_complaint_names_its_line(text, says):
    with pytest.raises(Invalid) as refused:
        read_document(text)
    assert says in refused.value.what and refused.value.do


@needs_article
def test_the_commands_chain(tmp_path):
    out = io.StringIO()
    call_command("figures", "read", str(ARTICLE), "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert {"text", "value", "unit", "indicator", "kind"} <= set(rows[0])
    path = tmp_path / "claims.json"
    path.write_text(out.getvalue(), encoding="utf-8")
    out = io.StringIO()
    call_command("figures", "audit", str(path), "--json", stdout=out)
    (one,) = json.loads(out.getvalue())["contradictions"]
    assert {"claims", "interval", "would_need"} <= set(one)
    with pytest.raises(SystemExit):
        call_command("figures", "audit", str(tmp_path / "none.yaml"), stdout=out, stderr=io.StringIO())


@pytest.mark.parametrize(
    "text", ["一" * 50_000, "1" * 50_000, "“" * 50_000, "占" * 50_000 + "3%", "12,345," * 8_000, "a" * 50_000]
)
def test_hostile_texts_are_read_in_one_pass(text):
    assert len(figures_of(text)) <= 1
