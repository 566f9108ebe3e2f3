"""Routes of mandates. The edge mounts them with `offered`: the items that a mandate can name, by code."""

from django.urls import path

from gaoxin.parties.web import mandates

app_name = "mandates"
urlpatterns = [
    path("", mandates.mandate_list, name="list"),
    path("grant/", mandates.grant, name="grant"),
    path("<uuid:mandate>/revoke/", mandates.revoke, name="revoke"),
]
