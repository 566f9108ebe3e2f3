"""Addresses of 成绩单 report card."""

from django.urls import path

from gaoxin.economy.web.card import views

app_name = "card"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:year>/", views.year, name="year"),
]
