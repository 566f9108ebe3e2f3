from django.apps import AppConfig


class InnovationConfig(AppConfig):
    name = "gaoxin.innovation"
    label = "innovation"
