from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    name = "analytics.segments"
    label = "segments"
    verbose_name = _("Segments")

    def ready(self):
        from analytics.segments import ties
        from analytics.segments.services import deriving, ranges

        ties.register_all()
        ranges.register_work(deriving.TASK, deriving.write_range)
