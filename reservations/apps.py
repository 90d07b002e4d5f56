from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReservationsConfig(AppConfig):
    name = "reservations"
    verbose_name = _("Reservations")

    def ready(self):
        from reservations import (
            change_log,
            conditions,
            guest_page,
            panels,
            privacy,
            query_columns,
            search,
            spending_conditions,
            ties,
            timeline,
        )

        guest_page.register()
        search.register()
        panels.register_all()
        conditions.register_all()
        spending_conditions.register_all()
        query_columns.register_all()
        ties.register_all()
        timeline.register_all()
        change_log.register_all()
        privacy.register_all()
        import_module("reservations.imports.jobs")
