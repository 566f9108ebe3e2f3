from django.apps import AppConfig


class InvestmentConfig(AppConfig):
    name = "gaoxin.investment"
    label = "investment"
