"""Addresses of the innovation register."""

from django.urls import path

from gaoxin.innovation.web.register import views

app_name = "innovation"
urlpatterns = [path("", views.home, name="home"), path("public/", views.public, name="public")]
