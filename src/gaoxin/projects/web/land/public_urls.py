"""Routes of 用地 land for everybody."""

from django.urls import URLPattern

app_name = "landmap"
urlpatterns: list[URLPattern] = []
