"""A row of the arrivals report, written in Python: a full house has 120 of them.

`arrival` is a reservations.selectors.arrivals.Arrival. Everything that people typed is escaped here.
"""

from django import template
from django.utils.safestring import mark_safe

from common.escaping import escape
from common.templatetags.hotel import day, icon, mark, money
from common.wording import bracketed, label_of, labelled, shortened
from common.wording import say as _
from reservations.choices import EXPECTED
from reservations.templatetags.desk import (
    beneath_name,
    beneath_room,
    done_mark,
    must_know,
    vip_mark,
    who_marks,
)

register = template.Library()

#: So much of one failure, and of one request, is shown: 15 arrivals must find room on one sheet.
FAILURE_CHARACTERS, REQUEST_CHARACTERS = 120, 120
#: So many failures are told in words; of the others their number.
FAILURES_TOLD = 3


@register.simple_tag
def arrival_row(arrival, may_see_spend):
    """`<tr>`: room, guest, what to prepare, what to know."""
    css = ' class="urgent"' if arrival.row.is_urgent else ""
    return mark_safe(
        f"<tr data-row{css}><td>{_room(arrival)}</td><td>{_guest(arrival, may_see_spend)}</td>"
        f"<td>{_prepare(arrival)}</td><td>{_know(arrival)}</td></tr>"
    )


@register.simple_tag
def arrival_line(arrival):
    """One line for the briefing: room, guest, why he needs attention."""
    row, proposal = arrival.row, arrival.room
    room = f"<b>{escape(row.line.room.number)}</b>" if row.line.room_id else ""
    if not room and proposal:
        room = f"<b>→ {escape(proposal.room.number)}</b>"
    where, name = _name(row)
    marks = [mark(_("blacklist"), "bad", "ban")] if row.blacklist else []
    marks += [mark(p.text, "bad", "alert-triangle") for p in arrival.diets if p.is_must]
    who = f'<a href="{escape(where)}">{escape(name)}</a> {vip_mark(row.known)}{" ".join(marks)}'
    return mark_safe(f"{room} {who} {_know(arrival, 1, 48)}")


def _name(row) -> tuple[str, str]:
    """Where the guest's name leads and how he is called; the booking where nobody is named."""
    if row.guest:
        return row.guest.get_absolute_url(), row.guest.display_name
    reservation = row.line.reservation
    return reservation.get_absolute_url(), reservation.group or reservation.confirmation


def _room(arrival) -> str:
    """HTML: the room it has, or the one proposed; why it suits and what speaks against it."""
    proposal, line = arrival.room, arrival.line
    if line.room_id:
        parts = [f"<b>{escape(line.room.number)}</b>"]
    elif proposal:
        proposed = mark(_("proposed"))
        parts = [f"<b>→ {escape(proposal.room.number)}</b> {proposed}"]
    elif line.status in EXPECTED:
        parts = [mark(_("no room is free"), "bad", "alert-triangle")]
    else:
        parts = ["—"]
    parts.append(f'<div class="label">{escape(beneath_room(arrival.row))}</div>')
    if proposal and proposal.reasons:
        parts.append(f'<div class="label">{icon("check")} {escape(" · ".join(proposal.reasons))}</div>')
    if proposal and proposal.conflicts:
        parts.append(f"<div>{mark(' · '.join(proposal.conflicts), 'warn', 'alert-triangle')}</div>")
    return "".join(parts)


def _guest(arrival, may_see_spend: bool) -> str:
    """HTML: who comes, how he is known, what he is worth, with whom he belongs together."""
    row, line = arrival.row, arrival.line
    where, name = _name(row)
    marks = [str(who_marks(row.known)), str(done_mark(row)), *(mark(tier) for tier in arrival.tiers)]
    parts = [
        f'<a href="{escape(where)}"><b>{escape(name)}</b></a> {vip_mark(row.known)}',
        f'<div class="label">{escape(beneath_name(row))}</div>',
        f'<div class="marks">{"".join(marks)}</div>',
    ]
    facts = []
    if may_see_spend and row.known and row.known.spend:
        facts.append(_("spent %(amount)s") % {"amount": money(row.known.spend, 0)})
    if line.children or line.babies:
        facts.append(_("children: %(n)s") % {"n": line.children + line.babies})
    facts += [labelled(label_of(kin.kind), kin.name) for kin in arrival.kin]
    if facts:
        parts.append(f'<div class="label">{escape(" · ".join(facts))}</div>')
    return "".join(parts)


def _prepare(arrival) -> str:
    """HTML: diets and musts first, marked; then what he likes, wishes for this stay, requests of the booking."""
    row = arrival.row
    musts = [
        mark(p.text, "bad" if p.is_must else "warn", "alert-triangle" if p.is_must else "")
        for p in arrival.diets
    ]
    likes = " · ".join(p.text for p in arrival.likes)
    wishes = " · ".join(
        f"{wish.text} ✓" if wish.done_at or wish.served_at else wish.text for wish in row.wishes
    )
    asked = " · ".join(shortened(text, REQUEST_CHARACTERS) for text in row.line.reservation.special_requests)
    parts = [f'<div class="marks">{"".join(musts)}</div>'] if musts else []
    if likes:
        parts.append(f'<div class="wish">{escape(likes)}</div>')
    if wishes:
        # Outside the f-string, where the translators' tools find the text.
        said = labelled(_("This stay"), wishes)
        parts.append(f"<div>{escape(said)}</div>")
    if asked:
        said = labelled(_("Asked at booking"), asked)
        parts.append(f"<div>{escape(said)}</div>")
    return "".join(parts)


def _know(arrival, told: int = FAILURES_TOLD, characters: int = FAILURE_CHARACTERS) -> str:
    """HTML: blacklist and alerts, each past failure and what was done, open promises, birthdays."""
    parts = [str(must_know(arrival.row, with_trouble=False))]
    for failure in arrival.failures[:told]:
        what = shortened(failure.what, characters)
        done = f" → {escape(shortened(failure.done, characters))}" if failure.done else ""
        head = mark(_("Past trouble"), "warn", "alert-triangle")
        parts.append(f'<div>{head} <span class="label">{day(failure.on)} {escape(what)}{done}</span></div>')
    more = len(arrival.failures) - told
    if more > 0:
        text = escape(_("further failures: %(n)s") % {"n": more})
        parts.append(f'<div class="label">{text}</div>')
    for pledge in arrival.pledges:
        due = bracketed(day(pledge.due)) if pledge.due else ""
        promised = mark(_("Promised"), "warn", "clock")
        parts.append(f"<div>{promised} {escape(pledge.text)}{due}</div>")
    return "".join(parts)
