"""Routes of projects for enterprises."""

from django.urls import path

from gaoxin.projects.web.projects import own

app_name = "myprojects"
urlpatterns = [path("", own.home, name="home"), path("declare/", own.declare, name="declare")]
