"""Addresses of the transfer platform for officers and universities."""

from django.urls import path

from gaoxin.innovation.web.transfer import agreed, desk, results

app_name = "transfer"
urlpatterns = [
    path("", desk.home, name="home"),
    path("results/", results.results, name="results"),
    path("agreements/", agreed.listed, name="agreements"),
    path("<uuid:match>/", desk.match, name="match"),
]
