"""Filters of the list of guests by value."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import CERTAIN_FROM, ValueClass
from analytics.value.models import GuestValue


class GuestValueFilter(filters.FilterSet):
    value_class = filters.ChoiceFilter(label=_("value class"), choices=ValueClass)
    was = filters.ChoiceFilter(
        label=_("class in the run before"),
        choices=[*ValueClass.choices, ("new", _("new"))],
        method="with_class_before",
    )
    ccv_min = filters.NumberFilter(label=_("current value from"), field_name="ccv", lookup_expr="gte")
    ccv_below = filters.NumberFilter(label=_("current value below"), field_name="ccv", lookup_expr="lt")
    cpv_min = filters.NumberFilter(label=_("incremental value from"), field_name="cpv", lookup_expr="gte")
    cpv_below = filters.NumberFilter(label=_("incremental value below"), field_name="cpv", lookup_expr="lt")
    chv_min = filters.NumberFilter(label=_("historic value from"), field_name="chv", lookup_expr="gte")
    first_from = filters.DateFilter(label=_("first stay from"), field_name="first_stay_on", lookup_expr="gte")
    first_to = filters.DateFilter(label=_("first stay up to"), field_name="first_stay_on", lookup_expr="lte")
    uncertain = filters.BooleanFilter(label=_("uncertain"), method="with_certainty")

    class Meta:
        model = GuestValue
        fields = ()

    def __init__(self, *args, before: int | None = None, **kwargs):
        self.before = before
        super().__init__(*args, **kwargs)

    def with_class_before(self, queryset, name, value):
        """Guests by their class in the run compared with; `new` had no value then."""
        then = GuestValue.objects.filter(run_id=self.before or 0)
        if value == "new":
            return queryset.exclude(guest_id__in=then.values("guest_id"))
        return queryset.filter(guest_id__in=then.filter(value_class=value).values("guest_id"))

    def with_certainty(self, queryset, name, value):
        if value:
            return queryset.filter(completeness__lt=CERTAIN_FROM)
        return queryset.filter(completeness__gte=CERTAIN_FROM)
