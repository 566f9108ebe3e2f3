"""Endpoints of 产业链图谱 chain map."""

from ninja import Router

router = Router(tags=["产业链图谱 chain map"])
