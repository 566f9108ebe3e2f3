"""Addresses of 惠企政策 benefits for officers."""

from django.urls import path

from gaoxin.innovation.web.policies import officers

app_name = "policies"
urlpatterns = [
    path("", officers.home, name="home"),
    path("simulate/", officers.simulation, name="simulate"),
    path("<uuid:entitlement>/", officers.entitlement, name="entitlement"),
]
