"""Codes on the cards of rooms."""

from feedback.models import RoomSurveyCode
from reservations.models import Room


def codes_of_all_rooms() -> list[RoomSurveyCode]:
    """One code a room in use, in the order of the rooms; rooms without one get theirs now."""
    rooms = Room.objects.filter(is_active=True)
    without = rooms.filter(survey_code__isnull=True)
    RoomSurveyCode.objects.bulk_create([RoomSurveyCode(room=room) for room in without], ignore_conflicts=True)
    return list(
        RoomSurveyCode.objects.filter(room__is_active=True).select_related("room").order_by("room__number")
    )
