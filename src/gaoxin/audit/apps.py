from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "gaoxin.audit"
    label = "audit"
