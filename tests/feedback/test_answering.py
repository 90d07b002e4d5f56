"""A set of answers: once per stay and channel, saved as it goes, whole or not at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from feedback.choices import SurveyChannel
from feedback.exceptions import AlreadyAnswered, LinkNotValid, NotAsked, NothingAnswered, UnknownAnswer
from feedback.models import AnswerSet, Indicator, RoomSurveyCode, SurveyLink
from feedback.selectors.questions import instrument_of, screens_of
from feedback.services.answering import answers_by_key, record_set
from feedback.services.links import answer_screen, finish_by_link, link_of, make_link, scan_room
from feedback.signals import answers_finished
from reservations.choices import StayStatus
from tests.factories import GuestFactory, RoomFactory, StayFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 17)
NOW = timezone.now()


@pytest.fixture
def stay():
    return StayFactory(status=StayStatus.CHECKED_OUT)


@pytest.fixture
def finished():
    heard = []

    def hear(sender, answer_set_id, **kwargs):
        heard.append(answer_set_id)

    answers_finished.connect(hear)
    yield heard
    answers_finished.disconnect(hear)


def key(name: str) -> int:
    return Indicator.objects.get(key=name).pk


def online(stay):
    return make_link(channel=SurveyChannel.ONLINE, on=ON, at=NOW, stay=stay)


def test_what_was_saved_on_one_screen_is_there_on_the_next_and_may_be_changed(stay, finished):
    link, token = online(stay)
    answer_screen(link=link, answers={key("location"): Decimal(8)}, language="en", on=ON, at=NOW)
    answer_screen(
        link=link_of(token),
        answers={key("location"): Decimal(10), key("car_park"): None},
        language="en",
        on=ON,
        at=NOW,
    )
    answer_set = AnswerSet.objects.get(stay=stay)
    assert answer_set.finished_at is None
    assert finished == []
    done = finish_by_link(link=link, comment=" 很好 ", language="zh-hans", on=ON, at=NOW)
    assert done == answer_set
    assert (done.guest, done.comment, done.language) == (stay.guest, "很好", "zh-hans")
    points = {each.indicator.key: (each.points, each.not_used) for each in done.answers.all()}
    assert points == {"location": (10, False), "car_park": (None, True)}
    assert finished == [done.pk]


def test_a_used_or_expired_link_opens_nothing(stay):
    link, _token = online(stay)
    late = NOW + timedelta(days=31)
    with pytest.raises(LinkNotValid):
        answer_screen(link=link, answers={}, language="", on=ON, at=late)
    finish_by_link(link=link, comment="ok", language="", on=ON, at=NOW)
    with pytest.raises(LinkNotValid):
        finish_by_link(link=link, comment="again", language="", on=ON, at=NOW)
    assert AnswerSet.objects.get().comment == "ok"


def test_the_token_itself_is_stored_nowhere(stay):
    link, token = online(stay)
    assert token not in str(SurveyLink.objects.values().get(pk=link.pk))
    assert link_of(token) == link
    assert link_of(token[:-1]) is None


def test_a_second_set_of_a_stay_and_channel_is_refused_with_the_reason(stay):
    link, _token = online(stay)
    second, _token = online(stay)
    finish_by_link(link=link, comment="first", language="", on=ON, at=NOW)
    with pytest.raises(AlreadyAnswered, match="2026-06-17"):
        finish_by_link(link=second, comment="second", language="", on=ON, at=NOW)
    with pytest.raises(AlreadyAnswered):
        online(stay)
    make_link(channel=SurveyChannel.IN_PERSON, on=ON, at=NOW, stay=stay)  # by another channel he may
    assert AnswerSet.objects.get().comment == "first"


def test_who_did_not_stay_and_who_is_a_child_is_not_asked():
    with pytest.raises(NotAsked):
        online(StayFactory(status=StayStatus.EXPECTED))
    child = GuestFactory(birthday=date(2015, 1, 1))
    with pytest.raises(NotAsked):
        online(StayFactory(guest=child, status=StayStatus.CHECKED_OUT))


def test_an_empty_set_and_a_foreign_question_are_refused_and_nothing_is_written(stay):
    link, _token = online(stay)
    with pytest.raises(NothingAnswered):
        finish_by_link(link=link, comment="  ", language="", on=ON, at=NOW)
    with pytest.raises(UnknownAnswer):
        answer_screen(link=link, answers={2_000_000_000: Decimal(2)}, language="", on=ON, at=NOW)
    with pytest.raises(UnknownAnswer, match="10、8、6、4、2"):
        answer_screen(link=link, answers={key("location"): Decimal(7)}, language="", on=ON, at=NOW)
    assert not AnswerSet.objects.exists()


def test_the_card_of_a_room_asks_whoever_is_in_it_today_the_payer_first():
    room = RoomFactory()
    payer = StayFactory(status=StayStatus.IN_HOUSE, line__room=room)
    sharer = StayFactory(status=StayStatus.IN_HOUSE, line=payer.line, is_payer=False)
    code = RoomSurveyCode.objects.create(room=room)
    for expected in (payer, sharer):
        link = link_of(scan_room(code=code, on=ON, at=NOW))
        assert link.stay == expected
        finish_by_link(link=link, comment="ok", language="", on=ON, at=NOW)
    with pytest.raises(AlreadyAnswered):
        scan_room(code=code, on=ON, at=NOW)


def test_in_an_empty_room_nobody_known_answers_and_not_without_end():
    code = RoomSurveyCode.objects.create(room=RoomFactory())
    now = timezone.now()
    for _turn in range(6):
        link = link_of(scan_room(code=code, on=ON, at=now))
        assert link.stay is None
    finish_by_link(link=link, comment="ok", language="", on=ON, at=now)
    answer_set = AnswerSet.objects.get()
    assert (answer_set.guest, answer_set.stay, answer_set.room) == (None, None, code.room)
    with pytest.raises(NotAsked):
        scan_room(code=code, on=ON, at=now)


def test_a_whole_set_is_taken_once_and_a_repetition_finds_it(stay, finished):
    instrument = instrument_of(SurveyChannel.IN_PERSON)
    answers = answers_by_key(instrument=instrument, said={"location": 8, "car_park": None})
    whole = {
        "channel": SurveyChannel.API,
        "instrument": instrument,
        "answers": answers,
        "comment": "",
        "on": ON,
        "at": NOW,
        "stay": stay,
        "source": "pms",
        "external_id": "S1",
    }
    first, is_new = record_set(**whole)
    again, is_new_again = record_set(**whole)
    assert (first, True, False) == (again, is_new, is_new_again)
    assert len(finished) == 1
    with pytest.raises(AlreadyAnswered):
        record_set(**whole | {"external_id": "S2"})
    with pytest.raises(UnknownAnswer, match="“pool”"):
        answers_by_key(instrument=instrument, said={"pool": 8})
    with pytest.raises(UnknownAnswer, match="“7”"):
        answers_by_key(instrument=instrument, said={"location": 7})


def test_a_survey_of_24_questions_is_five_screens():
    screens = screens_of(instrument_of(SurveyChannel.ROOM).system_id)
    assert [len(screen.indicators) for screen in screens] == [3, 8, 8, 3, 2]
