"""Routes of 企业服务 stewards."""

from django.urls import URLPattern

app_name = "stewards"
urlpatterns: list[URLPattern] = []
