"""Addresses of readiness for officers."""

from django.urls import path

from gaoxin.innovation.web.readiness import officers

app_name = "readiness"
urlpatterns = [path("", officers.listed, name="list"), path("<uuid:party>/", officers.firm, name="firm")]
