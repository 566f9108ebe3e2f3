from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "gaoxin.approvals"
    label = "approvals"
