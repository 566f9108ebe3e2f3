from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "gaoxin.talent"
    label = "talent"
