"""Addresses of 企业报表 enterprise reports."""

from django.urls import URLPattern, path

from gaoxin.economy.web.reports import forms, mail, pages, statistics

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", pages.home, name="home"),
    path("late/", statistics.late_list, name="late"),
    path("queries/", pages.queries, name="queries"),
    path("queries/<uuid:query>/", pages.query, name="query"),
    path("import/", forms.upload, name="import"),
    path("units/<uuid:unit>/", pages.unit, name="unit"),
    path("units/<uuid:unit>/mail/", mail.subscribe, name="mail"),
    path("mail/<uuid:pk>/stop/", mail.stop, name="mail-stop"),
    path("units/<uuid:unit>/<slug:form>/<slug:period>/", forms.file, name="file"),
    path("forms/<slug:form>/<slug:period>.xlsx", forms.template, name="template"),
]
