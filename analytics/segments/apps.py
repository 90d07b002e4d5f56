from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    name = "analytics.segments"
    label = "segments"
    verbose_name = _("Segments")

    def ready(self):
        from analytics.segments import ties

        ties.register_all()
