"""Filters of the guest list: attributes only. A name typed into an address would be read by everybody."""

from functools import cache

import django_filters as filters
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.dates import business_date
from guests.choices import AlertKind, Gender, IncomeBand, Industry
from guests.models import Guest
from guests.selectors.alerts import alerts_in_force


@cache
def _countries(language: str | None) -> list[tuple[str, str]]:
    """(code, name) in the language that is active, in its order; naming and sorting 250 takes its time."""
    return [(code, str(name)) for code, name in countries]


class GuestFilter(filters.FilterSet):
    is_vip = filters.BooleanFilter(label=_("VIP"))
    alert = filters.ChoiceFilter(label=_("alert"), choices=AlertKind, method="with_alert")
    gender = filters.ChoiceFilter(label=_("gender"), choices=Gender)
    nationality = filters.ChoiceFilter(label=_("nationality"), choices=())
    region = filters.CharFilter(label=_("region"))
    industry = filters.ChoiceFilter(label=_("industry"), choices=Industry)
    income_band = filters.ChoiceFilter(label=_("monthly income (CNY)"), choices=IncomeBand)
    account = filters.CharFilter(label=_("account's code"), field_name="account__code")
    source = filters.CharFilter(label=_("source"))
    birthday_month = filters.NumberFilter(label=_("birthday in month"), field_name="birthday__month")
    created_at = filters.DateFromToRangeFilter(label=_("entered"))

    class Meta:
        model = Guest
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Countries are named in the reader's language, so not before there is a reader.
        self.filters["nationality"].extra["choices"] = _countries(get_language())

    def with_alert(self, queryset, name, value):
        alerts = alerts_in_force(business_date()).filter(kind=value)
        return queryset.filter(pk__in=alerts.values("guest"))
