"""The firm's self-check."""

from django.urls import path

from gaoxin.labour.web.harmony import firms

app_name = "myharmony"
urlpatterns = [path("", firms.home, name="home")]
