"""The demo's door. It answers 404 wherever the installation does not say that it is a demo."""

from django.urls import path

from gaoxin.demo.web import views

app_name = "demo"
urlpatterns = [path("enter/", views.enter, name="enter")]
