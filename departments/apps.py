from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = _("Departments")

    def ready(self):
        from departments import access, groups
        from departments.models import GivenOnce, HandOverNote
        from guests.privacy.places import register_impersonal, register_sweep

        post_migrate.connect(groups.after_migrating, sender=self, dispatch_uid="departments")
        access.connect()
        register_sweep(HandOverNote, "text")
        register_impersonal("permissions that groups were given", GivenOnce)
