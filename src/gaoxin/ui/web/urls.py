"""Routes of the kit itself."""

from django.urls import path

from gaoxin.ui.web import views

app_name = "ui"
urlpatterns = [
    path("appearance/", views.appearance, name="appearance"),
    path("present/", views.present, name="present"),
]
