"""Routes of administration: the catalogue, calendars and jobs of approvals, with the people and the log of the slices below."""

from django.urls import path

from gaoxin.approvals.web.manage import calendars, catalogue, home, jobs
from gaoxin.audit.web import log
from gaoxin.parties.web import people

app_name = "manage"
urlpatterns = [
    path("", home.home, name="home"),
    path("catalogue/", catalogue.items, name="catalogue"),
    path("catalogue/publish/", catalogue.publish, name="publish"),
    path("catalogue/<slug:code>/", catalogue.item, name="item"),
    path("catalogue/<slug:code>/file/", catalogue.file, name="item-file"),
    path("calendars/", calendars.years, name="calendars"),
    path("calendars/import/", calendars.add, name="calendar-import"),
    path("people/", people.people, name="people"),
    path("people/<str:login>/off/", people.switch_off, name="switch-off"),
    path("people/<str:login>/on/", people.switch_on, name="switch-on"),
    path("mandates/", people.mandates, name="mandates"),
    path("audit/", log.search, name="audit"),
    path("audit/check/", log.check, name="audit-check"),
    path("jobs/", jobs.jobs, name="jobs"),
]
