"""Routes of 用地 land."""

from django.urls import URLPattern

app_name = "land"
urlpatterns: list[URLPattern] = []
