from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "gaoxin.cockpit"
    label = "cockpit"
