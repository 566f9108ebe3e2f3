"""Endpoints of 成绩单 report card."""

from ninja import Router

router = Router(tags=["成绩单 report card"])
