from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WordsConfig(AppConfig):
    name = "analytics.words"
    label = "words"
    verbose_name = _("Guests’ own words")

    def ready(self):
        from analytics.words import ties

        ties.register_all()
        # Its job is known to every process, not to workers alone.
        import_module("analytics.words.tasks")
