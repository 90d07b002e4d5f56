from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SatisfactionConfig(AppConfig):
    name = "analytics.satisfaction"
    label = "satisfaction"
    verbose_name = _("Guest satisfaction")

    def ready(self):
        from analytics.satisfaction import receivers, ties

        receivers.connect()
        ties.register_all()
