from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "analytics.quality"
    label = "quality"
    verbose_name = _("Data quality")

    def ready(self):
        from analytics.quality import conditions, ties

        conditions.register_all()
        ties.register_all()
