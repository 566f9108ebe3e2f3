from django.apps import AppConfig


class EconomyConfig(AppConfig):
    name = "gaoxin.economy"
    label = "economy"
