"""Routes of the portal."""

from django.urls import path

from gaoxin.portal.web import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
]
