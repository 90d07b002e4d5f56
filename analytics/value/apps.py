from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValueConfig(AppConfig):
    name = "analytics.value"
    label = "value"
    verbose_name = _("Guest value")

    def ready(self):
        from analytics.value import conditions, panels, query_columns, ties
        from analytics.value.services import computing
        from common.shares import register_work

        import_module("analytics.value.tasks")  # a job is known once its module is loaded
        panels.register()
        conditions.register_all()
        query_columns.register_all()
        ties.register_all()
        register_work(computing.COLLECT, computing.collect_range)
        register_work(computing.STORE, computing.store_range)
