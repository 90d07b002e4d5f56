from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SatisfactionConfig(AppConfig):
    name = "analytics.satisfaction"
    label = "satisfaction"
    verbose_name = _("Guest satisfaction")

    def ready(self):
        from analytics.satisfaction import conditions, panels, receivers, ties, value_source

        receivers.connect()
        ties.register_all()
        panels.register_all()
        conditions.register_all()
        value_source.register()
        # Its job is known to every process, not to workers alone.
        import_module("analytics.satisfaction.tasks")
