from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Common")

    def ready(self):
        from common import migrating, triggers

        post_migrate.connect(triggers.replace_functions, sender=self, dispatch_uid="common.triggers")
        checks.register(migrating.seen_whole, checks.Tags.database)
