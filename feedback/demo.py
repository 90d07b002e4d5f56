"""Invented answers for the demo hotel: some of those who stayed tell how it was, as guests of a real hotel do.

A guest has a mood of his own, an indicator a level of its own; both move his answers on the ladder. What he did
not use he says so. The same stays and seed give the same answers.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils import timezone

from common.copying import check_references, copy_rows, refresh_statistics, reserve_ids
from feedback.choices import Scale, SurveyChannel
from feedback.demo_words import SAID, Writer
from feedback.models import Answer, AnswerSet, Indicator
from feedback.selectors.questions import instrument_of_machine
from feedback.signals import sets_finished
from feedback.speech import language_of
from guests.models import Guest
from reservations.choices import StayStatus
from reservations.models import Stay

#: Of a hundred stays so many are answered, by these channels.
ANSWERED = 0.12
CHANNELS = (
    (SurveyChannel.ONLINE, 0.45),
    (SurveyChannel.ROOM, 0.25),
    (SurveyChannel.DESK, 0.2),
    (SurveyChannel.IN_PERSON, 0.1),
)
#: The level of an indicator on 0–4 (very dissatisfied … very satisfied) and how often it is not used.
USUAL = (3.0, 0.02)
LEVELS = {
    "location": (3.4, 0.0),
    "traffic": (2.5, 0.05),
    "room_facilities": (2.4, 0.0),
    "room_design": (2.9, 0.0),
    "conference_facilities": (3.1, 0.7),
    "entertainment_facilities": (2.6, 0.55),
    "entertainment_service": (2.8, 0.6),
    "business_services": (3.0, 0.6),
    "car_park": (2.2, 0.5),
    "room_service": (3.1, 0.3),
    "emergencies": (3.0, 0.85),
    "complaint_handling": (2.1, 0.8),
    "front_desk": (3.3, 0.0),
    "personalised_service": (2.7, 0.2),
    "hotline_staff": (3.0, 0.5),
    "value_for_money": (2.6, 0.0),
}
SKIPPED = 0.06
WRITES = 0.3


def fill_answers(*, on: date, seed: int) -> int:
    """Answers about invented stays that ended by `on`; how many sets. 0 where there are some already."""
    if AnswerSet.objects.filter(is_synthetic=True).exists():
        return 0
    rng = np.random.default_rng(seed)
    stays = Stay.objects.filter(is_synthetic=True, status=StayStatus.CHECKED_OUT, departure__lte=on)
    rows = list(stays.order_by("pk").values_list("pk", "guest_id", "line__room_id", "departure"))
    chosen = [row for row, answers in zip(rows, rng.random(len(rows)) < ANSWERED, strict=True) if answers]
    if not chosen:
        return 0
    languages = {
        guest.pk: language_of(guest) or "zh-hans"
        for guest in Guest.objects.filter(pk__in={row[1] for row in chosen}).only(
            "pk", "language", "nationality"
        )
    }
    ids = reserve_ids(AnswerSet, len(chosen))
    moods = rng.normal(0, 0.8, len(chosen))
    instrument = instrument_of_machine(scale=Scale.LADDER10)
    indicators = list(Indicator.objects.filter(system=instrument.system_id).values_list("pk", "key"))
    copy_rows(AnswerSet, SET_COLUMNS, _sets(rng, on, instrument.pk, chosen, ids, moods, languages))
    copy_rows(Answer, ANSWER_COLUMNS, _answers(rng, indicators, ids, moods))
    refresh_statistics(AnswerSet, Answer)
    check_references()
    sets_finished.send(AnswerSet, answer_set_ids=list(ids))
    return len(chosen)


SET_COLUMNS = (
    "id",
    "guest_id",
    "stay_id",
    "room_id",
    "instrument_id",
    "channel",
    "language",
    "business_date",
    "answered_at",
    "finished_at",
    "comment",
    "is_synthetic",
)
ANSWER_COLUMNS = ("answer_set_id", "indicator_id", "scale", "points", "not_used")


def _sets(rng, on, instrument, chosen, ids, moods, languages) -> Iterator[tuple]:
    channels = [channel for channel, _share in CHANNELS]
    picked = rng.choice(len(channels), len(chosen), p=[share for _channel, share in CHANNELS])
    writes = rng.random(len(chosen)) < WRITES
    writers = {language: Writer(language) for language in SAID}
    for at, (stay, guest, room, departure) in enumerate(chosen):
        channel = str(channels[picked[at]])
        answered = departure + timedelta(days=1) if channel == SurveyChannel.ONLINE else departure
        day = min(answered, on)
        moment = timezone.make_aware(datetime.combine(day, time(11)))
        language = languages[guest]
        comment = writers[language].write(rng, moods[at]) if writes[at] else ""
        yield ids[at], guest, stay, room, instrument, channel, language, day, moment, moment, comment, True


def _answers(rng, indicators, ids, moods) -> Iterator[tuple]:
    scale = str(Scale.LADDER10)
    levels, unused = np.array([LEVELS.get(key, USUAL) for _pk, key in indicators]).T
    shape = len(ids), len(indicators)
    is_skipped, is_unused = rng.random(shape) < SKIPPED, rng.random(shape) < unused
    steps = (levels + moods[:, np.newaxis] + rng.normal(0, 0.7, shape)).round().clip(0, 4).astype(int)
    for at, pk in enumerate(ids):
        row = zip(
            indicators, is_skipped[at].tolist(), is_unused[at].tolist(), steps[at].tolist(), strict=True
        )
        for (indicator, _key), skipped, not_used, step in row:
            if not skipped:
                yield pk, indicator, scale, None if not_used else 2 + 2 * step, not_used
