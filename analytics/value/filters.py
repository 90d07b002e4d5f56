"""Filters of the list of guests by value."""

import django_filters as filters
from django.db.models import Exists, Func, IntegerField, OuterRef
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import CERTAIN_FROM, ValueClass
from analytics.value.models import GuestValue
from analytics.value.selectors.cohorts import AT_ANY_TIME, newest_cohorts
from analytics.value.services.cohorts import QUARTER_AFTER, QUARTERS
from reservations.models import Stay


class QuarterAfter(Func):
    """The quarter of a year in which the first day lies after the second one."""

    output_field = IntegerField()

    def as_sql(self, compiler, connection, **kwargs):
        (later, given), (first, more) = (compiler.compile(each) for each in self.source_expressions)
        return QUARTER_AFTER.format(later=later, first=first), (*given, *more, *given, *more)


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
    again_in = filters.ChoiceFilter(
        label=_("came again in quarter"),
        choices=[(AT_ANY_TIME, _("at any time")), *((str(at), str(at)) for at in range(1, QUARTERS + 1))],
        method="with_further_stay",
    )
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

    def with_further_stay(self, queryset, name, value):
        """Guests with another stay in this quarter of a year after their first one, as the table of cohorts counted."""
        further = Stay.objects.completed().filter(
            guest=OuterRef("guest"), arrival__gt=OuterRef("first_stay_on")
        )
        if table := newest_cohorts():
            further = further.filter(departure__lte=table.as_of)
        if value != AT_ANY_TIME:
            further = further.filter(
                Exact(QuarterAfter("arrival", OuterRef("first_stay_on")), int(value) - 1)
            )
        return queryset.filter(Exists(further))

    def with_certainty(self, queryset, name, value):
        if value:
            return queryset.filter(completeness__lt=CERTAIN_FROM)
        return queryset.filter(completeness__gte=CERTAIN_FROM)
