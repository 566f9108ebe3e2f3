"""Routes of 产业链图谱 chain map."""

from django.urls import URLPattern

app_name = "chains"
urlpatterns: list[URLPattern] = []
