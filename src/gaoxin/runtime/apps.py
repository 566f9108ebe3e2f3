from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    name = "gaoxin.runtime"
    label = "runtime"
