"""Routes of 工程进度 construction progress."""

from django.urls import URLPattern

app_name = "progress"
urlpatterns: list[URLPattern] = []
