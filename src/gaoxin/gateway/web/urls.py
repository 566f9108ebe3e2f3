"""Routes of what an account gives to programs: its tokens and webhooks. The edge mounts them beside “my account”."""

from django.urls import path

from gaoxin.gateway.web import tokens, webhooks

app_name = "programs"
urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:pk>/end/", tokens.end, name="end-token"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<uuid:pk>/secret/", webhooks.renew, name="renew-webhook"),
    path("webhooks/<uuid:pk>/resume/", webhooks.resume, name="resume-webhook"),
    path("webhooks/<uuid:pk>/end/", webhooks.end, name="end-webhook"),
]
