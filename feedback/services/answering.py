"""Answers are taken down: screen by screen from a guest, or as a whole from staff, a machine or a file."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.wording import listed
from feedback.choices import SurveyChannel
from feedback.exceptions import AlreadyAnswered, NotAsked, NothingAnswered, UnknownAnswer
from feedback.models import Answer, AnswerSet, Indicator, Instrument
from feedback.scales import SHAPES, read_points
from feedback.signals import answers_finished, sets_finished
from guests.models import Guest
from guests.selectors.contactable import is_child
from reservations.choices import StayStatus
from reservations.models import Room, Stay

#: Points by indicator id; None is "not used".
Answers = Mapping[int, Decimal | None]
TOOK_PLACE = frozenset({StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT})


def require_may_be_asked(stay: Stay, *, channel: str, on: date) -> None:
    """Raises NotAsked for a stay that did not take place or a child, AlreadyAnswered for a second set."""
    if stay.status not in TOOK_PLACE:
        raise NotAsked(_("This stay has not taken place; only guests who stayed are asked."))
    if is_child(stay.guest, on):
        raise NotAsked(_("He is under 14: no offers, no surveys, no profile."))
    done = AnswerSet.objects.filter(stay=stay, channel=channel, finished_at__isnull=False).first()
    if done is not None:
        raise already_answered(done)


def already_answered(done: AnswerSet) -> AlreadyAnswered:
    """The refusal of a second set, with the day and channel of the first."""
    message = _(
        "For this stay the guest has answered already (%(channel)s, %(day)s). Those answers stay; a second set by"
        " the same channel is not taken."
    )
    facts = {"channel": SurveyChannel(done.channel).label, "day": done.business_date.isoformat()}
    return AlreadyAnswered(message % facts)


@transaction.atomic
def open_set(
    *, channel: str, instrument: Instrument, on: date, stay: Stay | None, room: Room | None, language: str
) -> AnswerSet:
    """The set that is being answered for this stay and channel, begun now if there is none.

    Raises AlreadyAnswered once it is finished. Without a stay a new set is begun each time.
    """
    begun = {
        "instrument": instrument,
        "business_date": on,
        "guest_id": stay.guest_id if stay else None,
        "room": room,
        "language": language,
    }
    if stay is None:
        return AnswerSet.objects.create(channel=channel, **begun)
    answer_set, _created = AnswerSet.objects.get_or_create(stay=stay, channel=channel, defaults=begun)
    if answer_set.finished_at is not None:
        raise already_answered(answer_set)
    return answer_set


@transaction.atomic
def save_answers(*, answer_set: AnswerSet, answers: Answers) -> None:
    """Keep what was answered so far; an indicator answered before takes the new answer.

    Raises UnknownAnswer, AlreadyAnswered if the set is finished; nothing is written then.
    """
    locked = AnswerSet.objects.select_for_update().select_related("instrument").get(pk=answer_set.pk)
    if locked.finished_at is not None:
        raise already_answered(locked)
    _write(locked, locked.instrument, answers)


@transaction.atomic
def finish_set(*, answer_set: AnswerSet, comment: str, language: str, on: date, at: datetime) -> AnswerSet:
    """The guest is done. Raises NothingAnswered for an empty set, AlreadyAnswered for a finished one."""
    locked = AnswerSet.objects.select_for_update(of=("self",)).get(pk=answer_set.pk)
    if locked.finished_at is not None:
        raise already_answered(locked)
    comment = comment.strip()
    if not comment and not locked.answers.exists():
        raise NothingAnswered
    locked.comment, locked.language = comment, language
    locked.business_date, locked.answered_at, locked.finished_at = on, at, at
    locked.save(update_fields=["comment", "language", "business_date", "answered_at", "finished_at"])
    _tell_finished(locked)
    return locked


@transaction.atomic
def record_set(
    *,
    channel: str,
    instrument: Instrument,
    answers: Answers,
    comment: str,
    on: date,
    at: datetime,
    guest: Guest | None = None,
    stay: Stay | None = None,
    room: Room | None = None,
    language: str = "",
    source: str = "",
    external_id: str = "",
    noted_by: str = "",
) -> tuple[AnswerSet, bool]:
    """A whole set at once, and whether it is new: one of the same `source` and `external_id` is there already.

    Raises AlreadyAnswered, NothingAnswered, UnknownAnswer; nothing is written then.
    """
    if external_id:
        known = AnswerSet.objects.filter(source=source, external_id=external_id).first()
        if known is not None:
            return known, False
    if not comment.strip() and not answers:
        raise NothingAnswered
    answer_set = AnswerSet(
        channel=channel,
        instrument=instrument,
        stay=stay,
        guest=stay.guest if stay else guest,
        room=room,
        comment=comment.strip(),
        language=language,
        business_date=on,
        answered_at=at,
        finished_at=at,
        source=source,
        external_id=external_id,
        noted_by=noted_by,
    )
    try:
        with transaction.atomic():
            answer_set.save(force_insert=True)
    except IntegrityError:
        first = AnswerSet.objects.filter(stay=stay, channel=channel).first() if stay else None
        if first is None:
            raise
        raise already_answered(first) from None
    _write(answer_set, instrument, answers)
    _tell_finished(answer_set)
    return answer_set, True


def answers_by_key(*, instrument: Instrument, said: Mapping[str, object]) -> Answers:
    """Points by indicator id from {key of the indicator: what was said}; None says "not used".

    Raises UnknownAnswer, naming the key and the value.
    """
    ids = dict(Indicator.objects.filter(system=instrument.system_id).values_list("key", "pk"))
    answers: dict[int, Decimal | None] = {}
    for key, value in said.items():
        if key not in ids:
            known = listed(sorted(ids))
            message = _("There is no indicator “%(key)s”. Known are: %(known)s.")
            raise UnknownAnswer(message % {"key": key[:80], "known": known}, field=key)
        answers[ids[key]] = None if value is None else _points(value, instrument.scale, key)
    return answers


def _points(value: object, scale: str, key: str) -> Decimal:
    points = None if isinstance(value, bool) else read_points(value, scale)
    if points is None:
        raise UnknownAnswer(points_refused(value, scale), field=key)
    return points


def points_refused(value: object, scale: str) -> str:
    """Why `value` is no answer on `scale`, and which are."""
    shape = SHAPES[scale]
    if not shape.whole:
        message = _("“%(value)s” is no answer; the scale has numbers from %(lowest)s to %(highest)s.")
        facts = {"lowest": shape.lowest, "highest": shape.highest}
    else:
        message = _("“%(value)s” is no answer; the scale has %(steps)s.")
        facts = {"steps": listed(step for step, _word in shape.steps)}
    return message % (facts | {"value": str(value)[:40]})


def _tell_finished(answer_set: AnswerSet) -> None:
    sets_finished.send(AnswerSet, answer_set_ids=[answer_set.pk])
    answers_finished.send(AnswerSet, answer_set_id=answer_set.pk)


def _write(answer_set: AnswerSet, instrument: Instrument, answers: Answers) -> None:
    asked = set(Indicator.objects.filter(system=instrument.system_id).values_list("pk", flat=True))
    if not asked.issuperset(answers):
        raise UnknownAnswer(_("This survey does not ask that. Open it again."))
    for points in answers.values():
        if points is not None and read_points(points, instrument.scale) is None:
            raise UnknownAnswer(points_refused(points, instrument.scale))
    Answer.objects.bulk_create(
        [
            Answer(
                answer_set=answer_set,
                indicator_id=indicator,
                scale=instrument.scale,
                points=points,
                not_used=points is None,
            )
            for indicator, points in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["answer_set", "indicator"],
        update_fields=["points", "not_used"],
    )
