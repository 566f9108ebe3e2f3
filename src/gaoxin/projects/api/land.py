"""Endpoints of 用地 land."""

from ninja import Router

router = Router(tags=["用地 land"])
