"""What was given for points, day by day."""

import django_filters as filters
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils.translation import gettext_lazy as _

from common.list_parts import Column
from common.lists import ListPage
from loyalty.choices import RedemptionStatus, RewardKind
from loyalty.models import Redemption, Reward


class RedemptionFilter(filters.FilterSet):
    since = filters.DateFilter(label=_("from"), field_name="business_date", lookup_expr="gte")
    until = filters.DateFilter(label=_("until"), field_name="business_date", lookup_expr="lte")
    kind = filters.MultipleChoiceFilter(label=_("kind"), field_name="reward__kind", choices=RewardKind)
    reward = filters.ModelChoiceFilter(label=_("Reward"), queryset=Reward.objects.order_by("points"))
    status = filters.ChoiceFilter(label=_("status"), choices=RedemptionStatus)

    class Meta:
        model = Redemption
        fields = ()


class RedemptionList(PermissionRequiredMixin, ListPage):
    """The newest first."""

    permission_required = "loyalty.view_redemption"
    raise_exception = True
    export_permission = "guests.export_guest"
    page_title = _("Redemptions")
    empty_title = _("Nothing has been redeemed yet")
    empty_text = _("Find the member by his number in the search box; his page leads to his points.")
    filterset_class = RedemptionFilter
    default_sort = "-business_date"
    columns = (
        Column("business_date", _("business date"), sort=("business_date", "pk")),
        Column("guest", _("Guest"), value=lambda row: row.guest.display_name),
        Column("number", _("Membership number"), value=lambda row: row.guest.membership_number or ""),
        Column("reward", _("Reward"), value=lambda row: row.reward.name),
        Column("quantity", _("pieces"), numeric=True),
        Column("points", _("Points"), sort=("points", "pk"), numeric=True),
        Column("value", _("worth"), sort=("value", "pk"), numeric=True),
        Column("given_by", _("redeemed by"), value=lambda row: row.given_by or ""),
        Column("status", _("status"), value=lambda row: row.get_status_display()),
    )

    def get_queryset(self):
        return Redemption.objects.select_related("guest", "reward", "given_by")

    def row_url(self, row) -> str:
        return row.guest.get_absolute_url()
