from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "bench.cases.flow"
    label = "benchflow"
