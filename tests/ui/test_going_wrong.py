"""What goes wrong before any page is reached is said in the platform's words, on a page that leads on."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

from gaoxin.accounts.models import User
from tests.accounts.signing import post_login

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "没有这个页面"), ("en", "No such page")])
def test_an_unknown_address_leads_on(client, language: str, told: str):
    client.cookies["django_language"] = language
    page = client.get("/nothing/here/")
    assert page.status_code == 404
    text = page.content.decode()
    assert f"<h1>{told}</h1>" in text
    assert 'href="/guides/"' in text and 'href="/account/login/"' in text


def test_a_form_that_is_out_of_date_is_told_and_changes_nothing():
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/account/signup/", {"name": "赵某", "username": "zhao"})
    assert (page.status_code, page["X-Problem"]) == (403, "1")
    assert "表单已失效" in page.content.decode()
    part = strict.post("/account/signup/", {}, headers={"hx-request": "true"}).content.decode()
    assert "表单已失效" in part and "<html" not in part
    assert not User.objects.exists()


def test_our_own_failure_says_that_nothing_was_saved_and_loads_nothing_from_elsewhere():
    text = render_to_string("500.html")
    assert "没有保存" in text and "Nothing of this step was saved" in text
    assert "<script" not in text and "style=" not in text and "http" not in text


def test_too_many_sign_ins_from_one_address_are_told_why(client):
    pages = [post_login(client, f"user-{n}", "wrong") for n in range(31)]
    assert pages[-1].status_code == 429
    assert "什么也没有提交" in pages[-1].content.decode()
    assert 'aria-label="主导航"' in pages[-1].content.decode()
