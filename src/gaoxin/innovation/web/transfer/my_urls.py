"""The enterprise's own page of technology transfer."""

from django.urls import path

from gaoxin.innovation.web.transfer import firms

app_name = "mytransfer"
urlpatterns = [path("", firms.home, name="home")]
