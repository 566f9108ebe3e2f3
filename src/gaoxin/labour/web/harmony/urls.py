"""Addresses of the officers' desk of harmony."""

from django.urls import path

from gaoxin.labour.web.harmony import officers

app_name = "harmony"
urlpatterns = [
    path("", officers.home, name="home"),
    path("team/", officers.team, name="team"),
    path("firms/<uuid:party>/", officers.firm, name="firm"),
]
