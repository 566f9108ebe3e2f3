"""One's own page: of a firm or of a school."""

from django.urls import path

from gaoxin.talent.web import own

app_name = "mytalent"
urlpatterns = [path("", own.home, name="home")]
