from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "gaoxin.gateway"
    label = "gateway"
