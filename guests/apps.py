from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuestsConfig(AppConfig):
    name = "guests"
    verbose_name = _("Guests")

    def ready(self):
        from guests import file_panels, file_privacy, file_ties

        file_panels.register_all()
        file_ties.register_all()
        file_privacy.register_all()
