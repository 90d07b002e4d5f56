from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OwnConfig(AppConfig):
    name = "loyalty.own"
    label = "own"
    verbose_name = _("The guest’s own page")

    def ready(self):
        from importlib import import_module

        from loyalty.own import panels, privacy, ties

        ties.register_all()
        privacy.register_all()
        panels.register_all()
        import_module("loyalty.own.receivers")
