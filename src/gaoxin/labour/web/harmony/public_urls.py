"""Desks and their times, for everybody."""

from django.urls import path

from gaoxin.labour.web.harmony import appointments

app_name = "appointments"
urlpatterns = [path("", appointments.offered, name="list")]
