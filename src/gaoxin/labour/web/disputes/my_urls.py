"""Claims of the reader, and those against a firm of theirs."""

from django.urls import path

from gaoxin.labour.web.disputes import claims

app_name = "myclaims"
urlpatterns = [
    path("", claims.home, name="home"),
    path("new/", claims.new, name="new"),
    path("<uuid:dispute>/", claims.case, name="case"),
]
