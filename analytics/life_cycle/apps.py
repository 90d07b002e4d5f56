from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifeCycleConfig(AppConfig):
    name = "analytics.life_cycle"
    label = "life_cycle"
    verbose_name = _("Life-cycle")

    def ready(self):
        from analytics.life_cycle import conditions, panels, query_columns, ties

        panels.register_all()
        conditions.register_all()
        query_columns.register_all()
        ties.register_all()
