"""Addresses of patents, for officers."""

from django.urls import path

from gaoxin.innovation.web.patents import views

app_name = "patents"
urlpatterns = [
    path("", views.listed, name="list"),
    path("import/", views.imported, name="import"),
    path("<slug:patent>/", views.one, name="one"),
]
