"""Routes of 项目 projects."""

from django.urls import URLPattern

app_name = "projects"
urlpatterns: list[URLPattern] = []
