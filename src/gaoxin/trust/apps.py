from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "gaoxin.trust"
    label = "trust"
