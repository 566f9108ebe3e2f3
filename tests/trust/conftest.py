from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gaoxin.accounts.rules.roles import Actor
from gaoxin.parties.services import register_party
from gaoxin.trust import services

ZONE = "demo-qingyuan"
AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SYSTEM = Actor.system(ZONE, "test")
CONTENT = {
    "title_en": "Construction permit",
    "preamble": "根据《中华人民共和国建筑法》第八条规定，经审查，本建筑工程符合施工条件，准予施工。特发此证。",
    "rows": [["建设单位", "清远演示新材料有限公司"], ["工程名称", "电子级硅材料厂房"]],
    "notes": ["本证放置施工现场，作为准予施工的凭证。"],
}


@pytest.fixture
def holder(db):
    return register_party(
        zone=ZONE, kind="enterprise", name="清远演示新材料有限公司", identifier="91350100M000100Y43", source="test",
        at=AT, by=SYSTEM,
    )  # fmt: skip


@pytest.fixture
def issue(holder):
    def make(**changed: Any):
        values: dict[str, Any] = {
            "zone": ZONE, "kind": "construction-permit", "type_code": "11100000000013338W009",
            "title": "建筑工程施工许可证", "holder_id": holder.id, "issuer_uscc": "11441800MB2D00018R",
            "issuer_name": "高新区行政审批局（演示）", "number": "441802202603020102", "content": CONTENT,
            "valid_from": AT.date(), "at": AT, "provides": ["construction-permit"],
        }  # fmt: skip
        return services.issue_licence(**values | changed)

    return make
