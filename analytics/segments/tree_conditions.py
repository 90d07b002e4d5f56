"""Segments and look-alikes as conditions of the combined query; as of the last night."""

from django.utils.translation import gettext_lazy as _

from analytics.segments.choices import LOOKS_LIKE, SEGMENT_IS, TREATED_IN
from analytics.segments.default_scheme import SEGMENTS
from analytics.segments.models import GuestAttributes, Question, SegmentMembership
from analytics.segments.selectors.treatments import groups, members_of
from analytics.segments.selectors.trees import answerable, look_alikes
from guests.query.registry import Asked, Kind, register_in
from guests.query.sets import ids, within


def _segments():
    return [(each.key, each.name) for each in SEGMENTS]


def register_all() -> None:
    add = register_in(_("Segments"), "segments.view_segmentmembership")
    add(SEGMENT_IS, _("segment"), Kind.CHOICE, _among("segment"), choices=_segments)
    add("segments.since", _("in this segment since"), Kind.DATE, _since)
    add("segments.previous", _("segment before"), Kind.CHOICE, _among("previous"), choices=_segments)
    add(LOOKS_LIKE, _("looks like a target, but is not yet"), Kind.CHOICE, _looking_like, choices=answerable)
    add = register_in(_("Segments"), "segments.view_treatment")
    add(TREATED_IN, _("something was done for him"), Kind.CHOICE, _in_groups, choices=groups)


def _among(field: str):
    return lambda asked: ids(SegmentMembership.objects.filter(**{f"{field}__in": asked.value}))


def _since(asked: Asked):
    return ids(SegmentMembership.objects.filter(within("since", asked.value)))


def _in_groups(asked: Asked):
    return ids(members_of(asked.value))


def _looking_like(asked: Asked):
    found = GuestAttributes.objects.none().values("guest_id")
    for question in Question.objects.filter(pk__in=[int(key) for key in asked.value]):
        found = found | look_alikes(question)
    return found
