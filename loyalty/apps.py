from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Classes, tiers and points")

    def ready(self):
        from common.shares import register_work
        from loyalty import conditions, giving, panels, privacy, query_columns, ties, timeline
        from loyalty.services import classes

        ties.register_all()
        privacy.register_all()
        panels.register_all()
        conditions.register_all()
        query_columns.register_all()
        timeline.register_all()
        giving.register_all()
        import_module("loyalty.receivers")
        register_work(classes.TASK, classes.classify_range)
