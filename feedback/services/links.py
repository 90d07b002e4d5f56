"""Links by which a guest answers without signing in: made, opened, used up."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from feedback.choices import SurveyChannel
from feedback.exceptions import LinkNotValid, NotAsked
from feedback.models import AnswerSet, RoomSurveyCode, SurveyLink
from feedback.models.asking import hash_of, new_token
from feedback.selectors.questions import instrument_of
from feedback.services.answering import (
    Answers,
    finish_set,
    open_set,
    require_may_be_asked,
    save_answers,
)
from guests.selectors.contactable import is_child
from reservations.choices import StayStatus
from reservations.models import Room, Stay

#: How long a link lives; that of the e-mail after departure: setting SURVEY_LINK_DAYS.
LIVES = {SurveyChannel.DESK: timedelta(minutes=30), SurveyChannel.ROOM: timedelta(hours=24)}
#: An old link is told apart from one that never was for so long, though the guest sees no difference.
FORGOTTEN_AFTER = timedelta(days=90)
#: Nobody known answers from one room more often than so in an hour: a card is read by children too.
STRANGERS_AN_HOUR = 6


def make_link(
    *, channel: str, on: date, at: datetime, stay: Stay | None = None, room: Room | None = None, by: str = ""
) -> tuple[SurveyLink, str]:
    """A new link and its token, which is stored nowhere.

    Raises NotAsked or AlreadyAnswered when there is nothing to ask this stay by this channel.
    """
    instrument_of(channel)
    if stay is not None:
        require_may_be_asked(stay, channel=channel, on=on)
    token = new_token()
    lives = LIVES.get(SurveyChannel(channel), timedelta(days=settings.SURVEY_LINK_DAYS))
    link = SurveyLink.objects.create(
        token_hash=hash_of(token), stay=stay, room=room, channel=channel, expires_at=at + lives, created_by=by
    )
    return link, token


def link_of(token: str) -> SurveyLink | None:
    """The link of this token, whatever its state; with what the guest has begun by an earlier link."""
    links = SurveyLink.objects.select_related("stay__guest", "answer_set__instrument")
    link = links.filter(token_hash=hash_of(token)).first()
    if link is not None and link.answer_set is None and link.stay is not None:
        begun = AnswerSet.objects.select_related("instrument").filter(finished_at__isnull=True)
        link.answer_set = begun.filter(stay=link.stay, channel=link.channel).first()
    return link


def is_open(link: SurveyLink | None, at: datetime) -> bool:
    return link is not None and link.used_at is None and link.expires_at > at


@transaction.atomic
def answer_screen(*, link: SurveyLink, answers: Answers, language: str, on: date, at: datetime) -> AnswerSet:
    """Keep one screen's answers. Raises LinkNotValid, AlreadyAnswered, UnknownAnswer."""
    locked = _lock(link, at)
    answer_set = _set_of(locked, language, on)
    save_answers(answer_set=answer_set, answers=answers)
    return answer_set


@transaction.atomic
def finish_by_link(*, link: SurveyLink, comment: str, language: str, on: date, at: datetime) -> AnswerSet:
    """The last screen: from now on the link opens nothing. Raises LinkNotValid, AlreadyAnswered, NothingAnswered."""
    locked = _lock(link, at)
    answer_set = finish_set(
        answer_set=_set_of(locked, language, on), comment=comment, language=language, on=on, at=at
    )
    locked.used_at = at
    locked.save(update_fields=["used_at"])
    return answer_set


@transaction.atomic
def scan_room(*, code: RoomSurveyCode, on: date, at: datetime) -> str:
    """Somebody scanned the card of a room: the token of a link for the stay that is in that room now.

    Of several guests the payer is asked first, then the others; with nobody in the room nobody known answers.
    Raises AlreadyAnswered when all of them have, NotAsked after too many answers of nobody known.
    """
    stays = (
        Stay.objects.filter(line__room=code.room_id, status=StayStatus.IN_HOUSE)
        .select_related("guest")
        .order_by("-is_payer", "pk")
    )
    asked = [stay for stay in stays if not is_child(stay.guest, on)]
    if not asked:
        _require_few_strangers(code.room_id, at)
        return make_link(channel=SurveyChannel.ROOM, on=on, at=at, room=code.room)[1]
    done = set(
        AnswerSet.objects.filter(
            stay__in=asked, channel=SurveyChannel.ROOM, finished_at__isnull=False
        ).values_list("stay_id", flat=True)
    )
    free = [stay for stay in asked if stay.pk not in done] or asked  # if none: refused with the reason
    return make_link(channel=SurveyChannel.ROOM, on=on, at=at, stay=free[0], room=code.room)[1]


def forget_links(*, as_of: datetime) -> int:
    """Delete links that have opened nothing for FORGOTTEN_AFTER; how many. What was answered by them stays."""
    return SurveyLink.objects.filter(expires_at__lt=as_of - FORGOTTEN_AFTER).delete()[0]


def _require_few_strangers(room_id: int, at: datetime) -> None:
    recent = SurveyLink.objects.filter(
        room=room_id, stay__isnull=True, created_at__gt=at - timedelta(hours=1)
    )
    if recent.count() >= STRANGERS_AN_HOUR:
        raise NotAsked(_("This card was used very often just now. Please try again in an hour."))


def _lock(link: SurveyLink, at: datetime) -> SurveyLink:
    locked = (
        SurveyLink.objects.select_for_update(of=("self",))
        .select_related("stay__guest", "answer_set", "room")
        .get(pk=link.pk)
    )
    if not is_open(locked, at):
        raise LinkNotValid
    return locked


def _set_of(link: SurveyLink, language: str, on: date) -> AnswerSet:
    """The set behind the link, begun with its first screen."""
    if link.answer_set is None:
        link.answer_set = open_set(
            channel=link.channel,
            instrument=instrument_of(link.channel),
            on=on,
            stay=link.stay,
            room=link.room,
            language=language,
        )
        link.save(update_fields=["answer_set"])
    return link.answer_set


def saved_answers(answer_set: AnswerSet | None) -> dict[int, Decimal | None]:
    """What was answered so far."""
    return dict(answer_set.answers.values_list("indicator_id", "points")) if answer_set else {}
