from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "bench.cases.plain"
    label = "plain"
