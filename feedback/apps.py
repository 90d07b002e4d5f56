from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("What guests tell us")

    def ready(self):
        from feedback import panels, ties

        ties.register_all()
        panels.register_all()
        import_module("feedback.imports.uploads")
        import_module("feedback.receivers")
        from feedback import care_panels, care_privacy, care_timeline

        care_panels.register_all()
        care_timeline.register_all()
        care_privacy.register_all()
        import_module("feedback.care_receivers")
        import_module("feedback.care_tasks")
