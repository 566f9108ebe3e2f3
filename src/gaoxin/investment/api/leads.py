"""Endpoints of 招商线索 leads."""

from ninja import Router

router = Router(tags=["招商线索 leads"])
