"""Filters of the booking list; nothing that names a person stands in an address."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from reservations.choices import Origin, Status
from reservations.models import Channel, ReservationLine, RoomType


class DateInput(forms.DateInput):
    input_type = "date"


class LineFilter(filters.FilterSet):
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices)
    arrival_from = filters.DateFilter(
        label=_("Arrival from"), field_name="arrival", lookup_expr="gte", widget=DateInput
    )
    arrival_to = filters.DateFilter(
        label=_("Arrival until"), field_name="arrival", lookup_expr="lte", widget=DateInput
    )
    room_type = filters.ModelChoiceFilter(
        label=_("Room type"), queryset=RoomType.objects.filter(is_active=True), to_field_name="code"
    )
    channel = filters.ModelChoiceFilter(
        label=_("Channel"),
        field_name="reservation__channel",
        queryset=Channel.objects.filter(is_active=True),
        to_field_name="code",
    )
    origin = filters.ChoiceFilter(label=_("Origin"), field_name="reservation__origin", choices=Origin.choices)

    class Meta:
        model = ReservationLine
        fields = ["status", "arrival_from", "arrival_to", "room_type", "channel", "origin"]
