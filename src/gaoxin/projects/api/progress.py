"""Endpoints of 工程进度 construction progress."""

from ninja import Router

router = Router(tags=["工程进度 construction progress"])
