"""The words of each message, made when it goes out, in the language that is active."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.dates import month_start
from common.templatetags.hotel import day, number
from common.wording import labelled
from guests.choices import Basis, ConsentPurpose, ContactChannel
from guests.models import Guest
from guests.selectors.contactable import may_contact
from loyalty.models import Notice
from loyalty.notices import words_of
from loyalty.offers import Asked
from loyalty.own.choices import LetterKind
from loyalty.own.mail import Message
from loyalty.own.models import Letter
from loyalty.own.weather import forecast
from loyalty.selectors.accounts import purses
from loyalty.selectors.ledger import bookings_of
from loyalty.selectors.membership import membership_of
from loyalty.selectors.offers import offering
from loyalty.selectors.rules import tier_names
from reservations.models import Stay
from reservations.selectors.wishes import wishes_of

#: Lines of a statement; the page shows the rest.
SHOWN = 20
#: What fits him next is asked for a stay like the one that ended, so long after it.
NEXT_STAY_AFTER = timedelta(days=30)


def message_of(letter: Letter, link: str, on: date) -> Message:
    """`link` opens his page."""
    return WORDS[LetterKind(letter.kind)](letter, link, on)


def _greeting(guest: Guest) -> str:
    return _("Dear %(name)s,") % {"name": guest.salutation or guest.display_name}


def _names() -> dict[str, str]:
    return {"hotel": settings.HOTEL_NAME}


def _stay_of(letter: Letter) -> Stay:
    """A letter about a stay has one."""
    return cast(Stay, letter.stay)


def _link(letter: Letter, link: str, on: date) -> Message:
    words = _(
        "this link opens your own page at %(hotel)s: your details, preferences, stays and points. It is for you"
        " alone."
    )
    return Message(
        _("Your page at %(hotel)s") % _names(),
        (_greeting(letter.guest), words % _names()),
        links=((_("Open my page"), link),),
    )


def _card(letter: Letter, link: str, on: date) -> Message:
    view = membership_of(letter.guest, on=on)
    words = _("welcome as a member of %(hotel)s. Show this number, or your card on your page, at the desk.")
    facts: list[tuple[str, str]] = []
    if view is not None:
        facts = [(_("Membership number"), view.number), (_("Tier"), view.tier.name)]
    return Message(
        _("Your membership at %(hotel)s") % _names(),
        (_greeting(letter.guest), words % _names()),
        tuple(facts),
        ((_("Open my page"), link),),
    )


def _confirmation(letter: Letter, link: str, on: date) -> Message:
    stay = _stay_of(letter)
    line = stay.line
    facts = [
        (_("Confirmation number"), line.reservation.confirmation),
        (_("Arrival"), day(stay.arrival, "long")),
        (_("Departure"), day(stay.departure, "long")),
    ]
    if line.room_type is not None:
        facts.append((_("Room"), line.room_type.name))
    if prepared := _prepared(stay):
        facts.append((_("We prepare for you"), "\n".join(prepared)))
    if directions := _directions():
        facts.append((_("How to find us"), directions))
    if weather := forecast(stay.arrival, get_language() or ""):
        facts.append((_("Weather on your arrival"), weather))
    words = _("we look forward to your stay at %(hotel)s.") % _names()
    rest = _("Is everything right? On your page you can correct your details and tell us what you like.")
    return Message(
        _("Your stay at %(hotel)s from %(day)s") % {**_names(), "day": day(stay.arrival)},
        (_greeting(letter.guest), words),
        tuple(facts),
        ((_("Check my details"), link),),
        (rest,),
    )


def _prepared(stay: Stay) -> list[str]:
    """What he asked for this time, and what he told us once for all; never what we only saw."""
    stated = stay.guest.preferences.filter(basis=Basis.STATED).order_by("-is_must", "pk")
    texts = [wish.text for wish in wishes_of(stay)]
    texts += stay.line.reservation.special_requests
    return list(dict.fromkeys([*texts, *stated.values_list("text", flat=True)]))


def _directions() -> str:
    is_chinese = (get_language() or "").startswith("zh")
    return settings.HOTEL_DIRECTIONS_ZH if is_chinese else settings.HOTEL_DIRECTIONS_EN


def _thanks(letter: Letter, link: str, on: date) -> Message:
    words = _("thank you for staying with us. Your account of this stay is on your page.")
    return Message(
        _("Thank you for your stay at %(hotel)s") % _names(),
        (_greeting(letter.guest), words),
        _facts_of(letter.guest, _stay_of(letter), on),
        ((_("My stay and its account"), link),),
    )


def _facts_of(guest: Guest, stay: Stay, on: date) -> tuple[tuple[str, str], ...]:
    """The stay; to who agreed to that, where he stands in the programme, and what he is offered next time.

    Of his money nothing: others read mail too.
    """
    facts = [(_("Your stay"), f"{day(stay.arrival)} – {day(stay.departure)}")]
    if may_contact(guest, ConsentPurpose.PROGRAMME, ContactChannel.EMAIL, on):
        facts += _standing(guest, on)
    if may_contact(guest, ConsentPurpose.MARKETING, ContactChannel.EMAIL, on) and (
        fits := _fits(guest, stay, on)
    ):
        facts.append((_("For your next stay"), "\n".join(fits)))
    return tuple(facts)


def _fits(guest: Guest, stay: Stay, on: date) -> list[str]:
    """What he would be offered for such a stay again, each with why; nothing while a complaint of his is open."""
    kind = stay.line.room_type
    if kind is None:
        return []
    arrival = on + NEXT_STAY_AFTER
    asked = Asked(arrival, arrival + (stay.departure - stay.arrival), kind.room_class, kind.base_rate)
    choice = offering(guest, asked, on=on, account=guest.account).choice
    return [labelled(part.name, part.reason) for part in choice.chosen] if choice else []


def _standing(guest: Guest, on: date) -> list[tuple[str, str]]:
    view = membership_of(guest, on=on)
    if view is None:
        return []
    facts = [(_("Membership number"), view.number), (_("Tier"), view.tier.name)]
    facts.append((_("Points"), number(view.balance)))
    purse = purses([guest.pk]).get(guest.pk)
    if purse and purse.lots:
        first = purse.lots[0]
        words = _("%(points)s points on %(day)s") % {
            "points": number(first.points),
            "day": day(first.expires_on),
        }
        facts.append((_("Expire next"), words))
    if view.next_tier is not None and view.missing:
        parts = [
            _("%(what)s: %(have)s of %(need)s")
            % {"what": part.words, "have": number(part.have), "need": number(part.need)}
            for part in view.missing
        ]
        facts.append((_("For %(tier)s") % {"tier": view.next_tier.name}, "\n".join(parts)))
    return facts


def _statement(letter: Letter, link: str, on: date) -> Message:
    since = date.fromisoformat(f"{letter.key}-01")
    until = month_start(since + timedelta(days=31)) - timedelta(days=1)
    booked = [row for row in bookings_of(letter.guest) if since <= row.transaction.business_date <= until]
    facts = _standing(letter.guest, on)
    lines = [
        f"{day(row.transaction.business_date)}  {row.transaction.get_kind_display()}  {number(row.points)}"
        for row in booked[:SHOWN]
    ]
    facts.append((_("In %(month)s") % {"month": letter.key}, "\n".join(lines) or _("Nothing was posted.")))
    return Message(
        _("Your points at %(hotel)s, %(month)s") % {**_names(), "month": letter.key},
        (_greeting(letter.guest), _("this is what your membership holds for you.")),
        tuple(facts),
        ((_("Open my page"), link),),
        (_ended_by_himself(),),
    )


def _notice(letter: Letter, link: str, on: date) -> Message:
    notice = Notice.objects.get(pk=int(letter.key))
    words = words_of(notice.kind, notice.figures, notice.due_on, tier_names())
    return Message(
        words.subject,
        (_greeting(letter.guest), words.text),
        links=((_("Open my page"), link),),
        closing=(_ended_by_himself(),),
    )


def _ended_by_himself() -> str:
    return _("You get this message because you agreed to it. On your page you can end that at any time.")


Words = Callable[[Letter, str, date], Message]
WORDS: dict[LetterKind, Words] = {
    LetterKind.LINK: _link,
    LetterKind.CARD: _card,
    LetterKind.CONFIRMATION: _confirmation,
    LetterKind.THANKS: _thanks,
    LetterKind.STATEMENT: _statement,
    LetterKind.NOTICE: _notice,
}


def closing_of_stay(guest: Guest, stay: Stay, link: str, on: date) -> str:
    """What the invitation to the survey adds about the stay: the account, the points, the way to his page."""
    facts = "\n".join(labelled(label, value) for label, value in _facts_of(guest, stay, on))
    words = _("Your account of this stay and your points are on your page:\n\n%(address)s")
    return "\n\n".join(filter(None, [facts, words % {"address": link}]))
