"""The firm's own page of benefits."""

from django.urls import path

from gaoxin.innovation.web.policies import firms

app_name = "mybenefits"
urlpatterns = [path("", firms.home, name="home")]
