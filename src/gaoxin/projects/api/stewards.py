"""Endpoints of 企业服务 stewards."""

from ninja import Router

router = Router(tags=["企业服务 stewards"])
