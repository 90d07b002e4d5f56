"""The guests behind every number."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import Estimator
from analytics.value.filters import GuestValueFilter
from analytics.value.models import GuestValue
from analytics.value.selectors.overview import shown_run
from common.list_parts import Column, Total
from common.lists import ListPage


class ValueList(PermissionRequiredMixin, ListPage):
    """Guests of the shown run; by class, cell, pyramid band or class before."""

    permission_required = "value.view_guestvalue"
    page_title = _("Guests by value")
    empty_title = _("No guest has a value yet")
    empty_text = _("Values are computed at the end of the business day, for everybody with a completed stay.")
    columns = (
        Column("guest", _("guest"), value=lambda row: row.guest.display_name),
        Column("number", _("guest number"), value=lambda row: row.guest.number),
        Column("value_class", _("value class"), value=lambda row: row.get_value_class_display()),
        Column("ccv", _("current value (CCV)"), sort=("ccv",), numeric=True),
        Column("cpv", _("incremental value (CPV)"), sort=("cpv",), numeric=True),
        Column("chv", _("historic value (CHV)"), sort=("chv",), numeric=True),
        Column("stays", _("number of stays"), sort=("stays",), numeric=True),
        Column("stays_per_period", _("stays per period (p)"), numeric=True),
        Column("estimator", _("p estimated by"), value=lambda row: Estimator(row.estimator).short),
        Column("spend", _("lifetime spend"), sort=("spend",), numeric=True, shown=False),
        Column("last_stay_on", _("last stay"), sort=("last_stay_on",)),
        Column("completeness_percent", _("known, %"), numeric=True, shown=False),
        Column("referral_value", _("referral value"), sort=("referral_value",), numeric=True, shown=False),
    )
    default_sort = "-ccv"
    filterset_class = GuestValueFilter
    export_permission = "guests.export_guest"

    @cached_property
    def run(self):
        return shown_run()

    def get_queryset(self):
        if self.run is None:
            return GuestValue.objects.none()
        values = GuestValue.objects.filter(run_id=self.run.pk).select_related("guest")
        return values.annotate(estimator=Value(self.run.estimator.value))

    def filterset(self):
        before = self.run.summary.get("compared_with") if self.run else None
        return GuestValueFilter(
            self.request.GET, queryset=self.get_queryset(), request=self.request, before=before
        )

    def row_url(self, row) -> str:
        return f"{row.guest.get_absolute_url()}#value"

    def get_total(self, queryset) -> Total:
        return Total(queryset.count(), self.run.finished_at if self.run else None)
