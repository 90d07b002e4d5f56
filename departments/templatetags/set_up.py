"""The parts of a room of the set-up list, written in Python: a full house shows hundreds of them.

`room` is a reservations.selectors.set_up.RoomSetUp.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.addresses import address
from common.escaping import escape
from common.templatetags.hotel import day, icon, mark, moment
from reservations.choices import Status

register = template.Library()


@register.simple_tag
def room_marks(room):
    """Whether its people come today, have come or stay on, and whether it is prepared."""
    if not room.is_arriving:
        marks = [mark(_("in house"))]
    elif room.line.status == Status.IN_HOUSE:
        marks = [mark(_("arrived"), "good")]
    else:
        marks = [mark(_("arrival"))]
    if room.is_prepared:
        marks.append(mark(_("prepared"), "good", "check"))
    return mark_safe(" ".join(marks))


@register.simple_tag
def room_people(room, may_open):
    """Who is there (with the way to his page for whom it is open), how many, until when."""
    line = room.line
    names = [
        format_html('<a href="{}">{}</a>', guest.get_absolute_url(), name) if may_open else name
        for guest, name in room.people
    ]
    facts = [_("adults: %(n)s") % {"n": line.adults}]
    if line.children:
        facts.append(_("children: %(n)s") % {"n": line.children})
    if line.babies:
        facts.append(format_html("<b>{}</b>", _("cots: %(n)s") % {"n": line.babies}))
    facts.append(_("until %(day)s") % {"day": day(line.departure, "short")})
    return format_html("{} · {}", _joined(", ", names), _joined(" · ", facts))


@register.simple_tag
def room_alerts(room, may_read):
    """A mark for each VIP, then what must be known before one knocks."""
    marks = [mark("VIP", "vip", "star") for guest in room.guests if guest.is_vip]
    alerts = room.alerts if may_read else []
    lines = [
        format_html('<p class="mb-1">{} {}</p>', icon("alert-triangle"), alert.reason) for alert in alerts
    ]
    return mark_safe("".join([*marks, *lines]))


@register.simple_tag
def room_requests(room):
    """What was asked for at the booking, where nobody is named yet for whom it could be ticked off."""
    if room.guests:
        return ""
    label = _("Asked at booking")
    return format_html_join(
        "",
        '<p class="wish mb-1">{}: {}</p>',
        ((label, request) for request in room.line.reservation.special_requests),
    )


@register.simple_tag(takes_context=True)
def room_items(context, room, may_tick, tick_url="departments:set_up_tick"):
    """What to prepare: each a button that ticks it off where the reader may, else words.

    `tick_url` names the address (of a line) that takes the tick.
    """
    return items_html(room, may_tick, tick_url, context)


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
    beneath = [str(item.category.label)]
    if item.is_asked_at_booking:
        beneath.append(_("asked at booking"))
    elif item.is_for_this_stay:
        beneath.append(_("this stay only"))
    if item.done_at:
        beneath.append(_("prepared %(time)s") % {"time": moment(item.done_at, "time")})
    return f'{must}{escape(item.text)} <small class="label">{escape(" · ".join(beneath))}</small>'


@register.simple_tag
def room_notepads(room):
    """The way to the notepad of each of its people."""
    links = (
        (
            address("guests:notepad", guest.number),
            icon("notes"),
            _("Note a preference: %(name)s") % {"name": name},
        )
        for guest, name in room.people
    )
    return format_html_join("", '<a class="label" href="{}">{} {}</a>', links)


def _joined(separator: str, parts: list) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts))
