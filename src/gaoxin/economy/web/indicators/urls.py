"""Addresses of 指标 indicators."""

from django.urls import path

from gaoxin.economy.web.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<slug:code>/", views.show, name="show"),
    path("<slug:code>/churn/", views.churn, name="churn"),
]
