from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "gaoxin.config"
    label = "config"
