from django.apps import AppConfig
from django.conf import settings

from gaoxin.ui.translation import compile_catalogues


class UiConfig(AppConfig):
    name = "gaoxin.ui"
    label = "ui"

    def ready(self) -> None:
        compile_catalogues(settings.LOCALE_PATHS[0])
