"""Routes of 招商线索 leads."""

from django.urls import URLPattern

app_name = "leads"
urlpatterns: list[URLPattern] = []
