"""Answers from a file go into the database: set-based, in chunks, each number of the source once."""

from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.choices import SurveyChannel, SystemStatus
from feedback.imports.reading import ReadSet
from feedback.models import (
    Answer,
    AnswerImport,
    AnswerSet,
    ImportMapping,
    Indicator,
    IndicatorSystem,
    Instrument,
)
from feedback.services.systems import next_instrument
from feedback.signals import sets_finished
from reservations.choices import StayStatus
from reservations.models import Room, Stay

NOON = time(12)


def source_of(mapping: ImportMapping) -> str:
    """Under which numbers of the source are known again: the mapping's, whatever the file is called."""
    return f"file-{mapping.pk}"


def instrument_for(mapping: ImportMapping) -> Instrument:
    """The newest survey of the version in use with the mapping's scale; made if there is none. Opens no complaints:
    what a file tells is of yesterday.
    """
    system = IndicatorSystem.objects.get(status=SystemStatus.PUBLISHED)
    known = Instrument.objects.filter(system=system, scale=mapping.scale).order_by("-version").first()
    return known or Instrument.objects.create(
        version=next_instrument(),
        system=system,
        scale=mapping.scale,
        title_zh=system.name_zh,
        title_en=system.name_en,
    )


def find_stays(rows: Sequence[ReadSet]) -> tuple[dict[int, Stay], dict[str, Room]]:
    """({row: the stay it is about}, rooms by number); a row whose stay cannot be is given a problem. Few queries."""
    rooms = {
        room.number: room for room in Room.objects.filter(number__in={row.room for row in rows if row.room})
    }
    confirmed = {row.confirmation for row in rows if row.confirmation}
    by_confirmation: dict[str, Stay] = {}
    stays = Stay.objects.filter(line__reservation__confirmation__in=confirmed).exclude(status=StayStatus.VOID)
    for stay in stays.select_related("line__reservation").order_by("is_payer", "-pk"):
        by_confirmation[stay.line.reservation.confirmation] = stay
    found: dict[int, Stay] = {}
    for row in rows:
        if row.room and row.room not in rooms:
            row.problems.append(_("There is no room %(room)s.") % {"room": row.room[:20]})
        if row.confirmation:
            stay = by_confirmation.get(row.confirmation)
            if stay is None:
                row.problems.append(
                    _("There is no stay with the number %(number)s.") % {"number": row.confirmation[:20]}
                )
            else:
                found[row.row] = stay
    return found, rooms


def refuse_second_sets(rows: Sequence[ReadSet], stays: dict[int, Stay], source: str) -> None:
    """Give a problem to every row about a stay that has another set from a file already, or in this file."""
    asked = {stay.pk for stay in stays.values()}
    taken = dict(
        AnswerSet.objects.filter(stay__in=asked, channel=SurveyChannel.IMPORT).values_list(
            "stay_id", "external_id"
        )
    )
    for row in rows:
        stay = stays.get(row.row)
        if stay is None:
            continue
        if taken.setdefault(stay.pk, row.external_id) != row.external_id:
            row.problems.append(
                _("For this stay there are answers from a file already; a second set is not taken.")
            )


def write_sets(
    taken: AnswerImport, mapping: ImportMapping, instrument: Instrument, rows: Sequence[ReadSet]
) -> int:
    """Write the rows without problems; how many are new. Rows that are there already stay as they are."""
    source = source_of(mapping)
    stays, rooms = find_stays(rows)
    refuse_second_sets(rows, stays, source)
    good = [row for row in rows if not row.problems]
    known = set(
        AnswerSet.objects.filter(
            source=source, external_id__in=[row.external_id for row in good]
        ).values_list("external_id", flat=True)
    )
    new = list({row.external_id: row for row in good if row.external_id not in known}.values())
    sets = AnswerSet.objects.bulk_create(_set(row, taken, instrument, source, stays, rooms) for row in new)
    ids = dict(Indicator.objects.filter(system=instrument.system_id).values_list("key", "pk"))
    Answer.objects.bulk_create(
        Answer(
            answer_set=answer_set,
            indicator_id=ids[key],
            scale=instrument.scale,
            points=points,
            not_used=points is None,
        )
        for answer_set, row in zip(sets, new, strict=True)
        for key, points in row.answers.items()
        if key in ids
    )
    sets_finished.send(AnswerSet, answer_set_ids=[answer_set.pk for answer_set in sets])
    return len(new)


def undo_sets(taken: AnswerImport) -> int:
    """Take out everything that came with this file; how many sets."""
    sets = AnswerSet.objects.filter(imported_from=taken)
    return sets.delete()[1].get(AnswerSet._meta.label, 0)


def _set(row: ReadSet, taken, instrument, source, stays, rooms) -> AnswerSet:
    stay = stays.get(row.row)
    at = timezone.make_aware(datetime.combine(row.day, NOON))
    return AnswerSet(
        channel=SurveyChannel.IMPORT,
        instrument=instrument,
        stay=stay,
        guest_id=stay.guest_id if stay else None,
        room=rooms.get(row.room),
        comment=row.comment,
        business_date=row.day,
        answered_at=at,
        finished_at=at,
        source=source,
        external_id=row.external_id,
        imported_from=taken,
    )
