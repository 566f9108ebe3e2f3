"""Routes of accounts: signing in, second factors, sessions."""

from django.urls import include, path

from gaoxin.accounts.web import views

urlpatterns = [
    path("", include(([path("me/", views.me, name="me")], "accounts"))),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
