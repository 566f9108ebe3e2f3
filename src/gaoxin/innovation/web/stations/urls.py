"""Addresses of stations, tasks of the IP pilot park and awards."""

from django.urls import path

from gaoxin.innovation.web.stations import pages

app_name = "stations"
urlpatterns = [path("", pages.home, name="home"), path("tasks/", pages.tasks, name="tasks")]
