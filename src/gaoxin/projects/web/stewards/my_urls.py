"""Routes of 企业服务 stewards for enterprises."""

from django.urls import path

from gaoxin.projects.web.stewards import mine

app_name = "mysteward"
urlpatterns = [
    path("", mine.home, name="home"),
    path("ask/", mine.ask, name="ask"),
    path("wish/", mine.wish, name="wish"),
    path("declare/", mine.declare, name="declare"),
    path("entrust/", mine.entrust, name="entrust"),
    path("questions/<uuid:inquiry>/", mine.question, name="question"),
    path("file/", mine.own_file, name="file"),
]
