from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValueConfig(AppConfig):
    name = "analytics.value"
    label = "value"
    verbose_name = _("Guest value")

    def ready(self):
        from analytics.value import panels, ties

        panels.register()
        ties.register_all()
