"""Routes of 企业服务 stewards for enterprises."""

from django.urls import URLPattern

app_name = "mysteward"
urlpatterns: list[URLPattern] = []
