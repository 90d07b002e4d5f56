"""A room of the set-up list, written in Python: a full house shows hundreds of them.

`room` is a reservations.selectors.set_up.RoomSetUp.
"""

from django import template
from django.utils.safestring import mark_safe

from common.addresses import address
from common.escaping import escape
from common.templatetags.hotel import day, icon, mark, moment
from common.wording import label_of, labelled, listed
from common.wording import say as _
from reservations.choices import Status

register = template.Library()

#: Takes the ticks of rooms.
TICK = "departments:set_up_tick"


@register.simple_tag(takes_context=True)
def set_up_room(context, room, may):
    """One room as a card that answers its own ticks. `may`: open_guest, read_alerts, tick, note (booleans)."""
    line = room.line
    number, kind = escape(line.number or _("No room yet")), escape(line.kind)
    stop = " stop" if room.has_open_must else ""
    find = escape(" ".join([line.number, *(name for _guest, name in room.people)]).lower())
    items = f'<ul class="set-up-items">{items_html(room, may["tick"], TICK, context)}</ul>'
    if not room.items:
        nothing_wished = _("Standard set-up")  # outside the f-string, where the translators' tools find it
        items = f'<p class="label mb-0">{escape(nothing_wished)}</p>'
    notepads = f'<div class="btn-row no-print mt-2">{_notepads(room)}</div>' if may["note"] else ""
    return mark_safe(
        f'<article class="card set-up-room{stop}" id="room-{line.pk}" data-find="{find}">'
        f'<header class="card-header"><h2 class="card-title">{number} <small class="label">{kind}</small></h2>'
        f'<div class="marks card-side">{_marks(room)}</div></header><div class="card-body">'
        f'<div class="label">{_people(room, may["open_guest"])}</div>'
        f"{_alerts(room, may['read_alerts'])}{_requests(room)}{items}{notepads}</div></article>"
    )


def _marks(room) -> str:
    """HTML: whether its people come today, have come or stay on, and whether it is prepared."""
    if not room.is_arriving:
        marks = [mark(_("in house"))]
    elif room.line.status == Status.IN_HOUSE:
        marks = [mark(_("arrived"), "good")]
    else:
        marks = [mark(_("arrival"))]
    if room.is_prepared:
        marks.append(mark(_("prepared"), "good", "check"))
    return " ".join(marks)


def _people(room, may_open: bool) -> str:
    """HTML: who is there (with the way to his page for whom it is open), how many, until when."""
    line = room.line
    names = [
        f'<a href="{escape(guest.get_absolute_url())}">{escape(name)}</a>' if may_open else escape(name)
        for guest, name in room.people
    ]
    facts = [escape(_("adults: %(n)s") % {"n": line.adults})]
    if line.children:
        facts.append(escape(_("children: %(n)s") % {"n": line.children}))
    if line.babies:
        facts.append(f"<b>{escape(_('cots: %(n)s') % {'n': line.babies})}</b>")
    facts.append(escape(_("until %(day)s") % {"day": day(line.departure, "short")}))
    return f"{listed(names)} · {' · '.join(facts)}"


def _alerts(room, may_read: bool) -> str:
    """HTML: a mark for each VIP, then what must be known before one knocks."""
    marks = [mark("VIP", "vip", "star") for guest in room.guests if guest.is_vip]
    alerts = room.alerts if may_read else []
    lines = [f'<p class="mb-1">{icon("alert-triangle")} {escape(alert.reason)}</p>' for alert in alerts]
    return "".join([*marks, *lines])


def _requests(room) -> str:
    """HTML: what was asked for at the booking, where nobody is named yet for whom it could be ticked off."""
    if room.guests:
        return ""
    label = _("Asked at booking")
    requests = (escape(labelled(label, request)) for request in room.line.requests)
    return "".join(f'<p class="wish mb-1">{request}</p>' for request in requests)


def items_html(room, may_tick, tick_url, context):
    token = escape(context.get("csrf_token", ""))
    lines = []
    for item in room.items:
        tick = icon("check") if item.done_at else ""
        what = f'<span class="tick" aria-hidden="true">{tick}</span><span>{_in_words(item)}</span>'
        shown = (
            _tick(room, item, what, token, tick_url)
            if may_tick
            else f'<span class="set-up-tick">{what}</span>'
        )
        lines.append(f'<li class="done">{shown}</li>' if item.done_at else f"<li>{shown}</li>")
    return mark_safe("".join(lines))


def _tick(room, item, what: str, token: str, tick_url: str) -> str:
    """A form of its own, so that it works without a script; with one, only this room is answered.

    HTML: `what` and `token` are escaped, the rest is made of numbers and of our own keys.
    """
    line, url = room.line.pk, address(tick_url, room.line.pk)
    wanted, pressed = ("0", "true") if item.done_at else ("1", "false")
    return (
        f'<form method="post" action="{url}" hx-post="{url}" hx-target="#room-{line}" hx-swap="outerHTML">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<input type="hidden" name="item" value="{item.key}"><input type="hidden" name="done" value="{wanted}">'
        f'<button class="btn-plain set-up-tick" id="tick-{line}-{item.key}" aria-pressed="{pressed}">{what}</button>'
        "</form>"
    )


def _in_words(item) -> str:
    """HTML: what it is, and beneath it what it is about."""
    must = mark(_("must"), "bad", "alert-triangle") + " " if item.is_must else ""
    beneath = [label_of(item.category)]
    if item.is_asked_at_booking:
        beneath.append(_("asked at booking"))
    elif item.is_for_this_stay:
        beneath.append(_("this stay only"))
    if item.done_at:
        beneath.append(_("prepared %(time)s") % {"time": moment(item.done_at, "time")})
    return f'{must}{escape(item.text)} <small class="label">{escape(" · ".join(beneath))}</small>'


def _notepads(room) -> str:
    """HTML: the way to the notepad of each of its people."""
    links = [
        (address("guests:notepad", guest.number), escape(_("Note a preference: %(name)s") % {"name": name}))
        for guest, name in room.people
    ]
    return "".join(f'<a class="label" href="{where}">{icon("notes")} {words}</a>' for where, words in links)
