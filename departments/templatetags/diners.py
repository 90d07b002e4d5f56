"""A row of the list of kitchen and outlets, written in Python: a full house has hundreds of them.

`diner` is a reservations.selectors.dining.Diners, `may` a dict of booleans (open_guest, read_alerts, tick, note).
"""

from django import template
from django.utils.safestring import mark_safe

from common.addresses import address
from common.escaping import escape
from common.templatetags.hotel import day, icon, mark, moment, money
from common.wording import say as _
from departments.templatetags.set_up import items_html
from guests.names import pinyin
from reservations.choices import Board

register = template.Library()


@register.simple_tag(takes_context=True)
def diner_row(context, diner, may):
    """`<tr>`: room, people, what to prepare; answers its own ticks."""
    room = diner.room
    css = ' class="urgent"' if room.has_open_must else ""
    items = items_html(room, may["tick"], "departments:serve", context)
    shown = f'<ul class="set-up-items">{items}</ul>' if room.items else ""
    return mark_safe(
        f'<tr id="room-{room.line.pk}" data-row data-find="{escape(_findable(diner))}"{css}>'
        f"<td>{_where(diner)}</td><td>{_people(diner, may)}</td><td>{shown}</td></tr>"
    )


@register.simple_tag
def till_line(charge):
    """`<li>`: when, from which room and whom, how much, where and for what."""
    room, guest = charge.stay.room, charge.stay.guest
    what = " · ".join(filter(None, [charge.outlet.name, charge.description]))
    return mark_safe(
        f"<li><span>{moment(charge.posted_at, 'time')}</span>"
        f"<span><b>{escape(room.number) if room else '—'}</b> {escape(guest.display_name)}</span>"
        f'<span class="till-amount">{money(charge.amount)}</span><span class="label">{escape(what)}</span></li>'
    )


def _findable(diner) -> str:
    """By what the field above the list finds the row: room, names, pinyin."""
    room = diner.room
    words = [room.line.number]
    for guest in room.guests:
        words += [guest.name, guest.latin_name, pinyin(guest.name)]
    return " ".join(filter(None, words)).lower()


def _where(diner) -> str:
    line = diner.room.line
    number = escape(line.number) or "—"
    if diner.is_expected:
        state = mark(_("comes %(day)s") % {"day": day(line.arrival, "short")})
    else:
        state = mark(_("in house"), "good")
    facts = [
        _("until %(day)s") % {"day": day(line.departure, "short")},
        _("adults: %(n)s") % {"n": line.adults},
    ]
    if line.children or line.babies:
        facts.append(_("children: %(n)s") % {"n": line.children + line.babies})
    board = [Board(line.board).label] if line.board else []
    return f'<b>{number}</b> {state}<div class="label">{escape(" · ".join([*facts, *map(str, board)]))}</div>'


def _people(diner, may) -> str:
    """Everybody of the room with his visits; what to know before one speaks to him."""
    parts = []
    for guest in diner.room.guests:
        name = f"<b>{escape(guest.display_name)}</b>"
        if may["open_guest"]:
            name = f'<a href="{escape(guest.get_absolute_url())}">{name}</a>'
        vip = mark("VIP", "vip", "star") if guest.is_vip else ""
        called = f' <span class="label">{escape(guest.salutation)}</span>' if guest.salutation else ""
        parts.append(
            f"<div>{name}{called} {vip} {_visits(diner.visits.get(guest.pk))}{_notepad(guest, may)}</div>"
        )
    alerts = diner.room.alerts if may["read_alerts"] else []
    parts += [f"<div>{mark(alert.reason, 'warn', 'alert-triangle')}</div>" for alert in alerts]
    return "".join(parts)


def _visits(visits) -> str:
    if visits is None:
        return ""
    words = {"n": visits.count, "outlet": visits.favourite.name}
    if visits.is_regular:
        return mark(_("regular · visits: %(n)s · %(outlet)s") % words, "good", "history")
    text = escape(_("visits: %(n)s · %(outlet)s") % words)
    return f'<span class="label">{text}</span>'


def _notepad(guest, may) -> str:
    """The way to his notepad."""
    if not may["note"]:
        return ""
    label = escape(_("Note a preference: %(name)s") % {"name": guest.display_name})
    where = address("guests:notepad", guest.number)
    return (
        f' <a class="label no-print" href="{where}" title="{label}" aria-label="{label}">{icon("notes")}</a>'
    )
