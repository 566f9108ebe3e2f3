"""The firm's own page of readiness."""

from django.urls import path

from gaoxin.innovation.web.readiness import firms

app_name = "myreadiness"
urlpatterns = [path("", firms.mine, name="home")]
