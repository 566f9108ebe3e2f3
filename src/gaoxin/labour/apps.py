from django.apps import AppConfig


class LabourConfig(AppConfig):
    name = "gaoxin.labour"
    label = "labour"
