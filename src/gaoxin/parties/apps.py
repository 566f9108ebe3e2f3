from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "gaoxin.parties"
    label = "parties"
