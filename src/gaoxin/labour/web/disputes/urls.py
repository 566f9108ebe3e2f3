"""The tribunal's desk, and files of a case for whoever may read it."""

from django.urls import path

from gaoxin.labour.web.disputes import desk, files

app_name = "labour"
urlpatterns = [
    path("", desk.home, name="home"),
    path("rooms/", desk.rooms, name="rooms"),
    path("<uuid:dispute>/", desk.case, name="case"),
    path("<uuid:dispute>/papers/<uuid:paper>.pdf", files.paper, name="paper"),
    path("<uuid:dispute>/files/<uuid:evidence>/", files.evidence, name="evidence"),
]
