from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("What guests tell us")

    def ready(self):
        from feedback import ties

        ties.register_all()
        import_module("feedback.receivers")
