"""Pages of the officer and of the council, and what everybody may read."""

from django.urls import path

from gaoxin.talent.web import council, desk, public

app_name = "talent"
urlpatterns = [
    path("", desk.home, name="home"),
    path("open/", public.home, name="open"),
    path("runs/<str:number>/", desk.run, name="run"),
    path("councils/", council.home, name="councils"),
    path("councils/<str:number>/", council.one, name="council"),
]
