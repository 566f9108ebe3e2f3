"""Endpoints of 项目 projects."""

from ninja import Router

router = Router(tags=["项目 projects"])
