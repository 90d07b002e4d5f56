from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuestsConfig(AppConfig):
    name = "guests"
    verbose_name = _("Guests")

    def ready(self):
        from guests import file_log, file_panels, file_privacy, file_ties, file_timeline
        from guests.query import conditions, guest_actions, guest_columns
        from guests.views import timeline

        file_panels.register_all()
        conditions.register_all()
        guest_columns.register_all()
        guest_actions.register_all()
        file_ties.register_all()
        file_log.register_all()
        file_timeline.register_all()
        timeline.register()
        file_privacy.register_all()
        import_module("guests.imports.jobs")
        import_module("guests.services.duplicate_search")
        import_module("guests.services.frozen_lists")
