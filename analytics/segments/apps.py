from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    name = "analytics.segments"
    label = "segments"
    verbose_name = _("Segments")

    def ready(self):
        from analytics.segments import (
            attribute_conditions,
            attribute_panels,
            known_families,
            known_figures,
            ties,
            tree_conditions,
            tree_panels,
        )
        from analytics.segments.services import classifying, deriving
        from common.shares import register_work

        ties.register_all()
        attribute_conditions.register_all()
        attribute_panels.register_all()
        known_families.register_all()
        known_figures.register_all()
        tree_conditions.register_all()
        tree_panels.register_all()
        # Jobs are known to every process, not to workers alone.
        import_module("analytics.segments.training_jobs")
        register_work(deriving.TASK, deriving.write_range)
        register_work(classifying.TASK, classifying.judge_range)
