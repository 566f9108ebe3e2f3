"""Figures of a year: the same through the page, the API and the command, each with what stands behind it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from gaoxin.core.figures import Figure
from gaoxin.economy.selectors import published


@pytest.fixture
def _two(monkeypatch):
    def provider(*, zone, year):
        return [
            Figure("b.share", Decimal("17.9"), "%", "口径 basis", "here", 66, name="占比 share"),
            Figure("a.none", None, "个", "口径 basis", "here", 0),
        ]

    monkeypatch.setattr(published, "PROVIDERS", (provider,))


@pytest.mark.usefixtures("_two", "db")
def test_one_figure_through_every_door(client, capsys):
    call_command("figures", "show", "2024", "--json")
    told = json.loads(capsys.readouterr().out)["figures"]
    assert told["b.share"] == {
        "value": 17.9, "unit": "%", "basis": "口径 basis", "source": "here", "rows": 66, "bound": "", "name": "占比 share",
    }  # fmt: skip
    assert told["a.none"]["value"] is None
    answer = client.get("/api/v1/figures/2024").json()
    assert [(one["key"], one["value"]) for one in answer["figures"]] == [("a.none", None), ("b.share", 17.9)]
    page = client.get("/figures/zone/2024/").content.decode()
    assert "17.9" in page and ">66<" in page and "口径 basis" in page


@pytest.mark.usefixtures("_two", "db")
def test_what_is_not_there(client, capsys):
    with pytest.raises(SystemExit):
        call_command("figures", "show", "2024", "c.other")
    assert "a.none, b.share" in capsys.readouterr().err
    assert client.get("/figures/zone/2999/").headers["Location"].startswith("/figures/zone/20")
    assert client.get("/api/v1/figures/1").status_code == 422
