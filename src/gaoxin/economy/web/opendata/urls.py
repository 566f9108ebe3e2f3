"""Addresses of 开放数据 open data."""

from django.urls import path

from gaoxin.economy.web.opendata import views

app_name = "opendata"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:code>/", views.dataset, name="dataset"),
    path("<slug:code>/publish/", views.publish, name="publish"),
    path("<slug:code>/v<int:vintage>/", views.vintage, name="vintage"),
    path("<slug:code>/v<int:vintage>/embed/", views.embed, name="embed"),
    path("<slug:code>/v<int:vintage>/cancel/", views.cancel, name="cancel"),
    path("<slug:code>/v<int:vintage>/<str:name>", views.file, name="file"),
]
