"""The cells of the desk's lists, written in Python: a page shows hundreds of them.

`row` is a reservations.selectors.desk.Row, `person` a reservations.selectors.recognition.Recognition or None.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from common.addresses import address
from common.escaping import escape
from common.templatetags.hotel import day, mark, nights
from common.wording import say as _
from common.wording import shortened
from reservations.choices import Status

register = template.Library()

#: So much of a past failure is shown in a list.
TROUBLE_CHARACTERS = 90


@register.filter
def desk_address(row) -> str:
    """Where the row leads: to the check-in while he is expected, else to the booking."""
    if row.is_expected:
        return address("reservations:check_in", row.line.pk)
    return row.line.reservation.get_absolute_url()


@register.simple_tag(takes_context=True)
def desk_row(context, row):
    """One room of a list as `<tr>`; needs `request` and `csrf_token` of the page."""
    where = escape(desk_address(row))
    css = ' class="urgent"' if row.is_urgent else ""
    room = escape(row.line.room.number) if row.line.room else "—"
    return mark_safe(
        f'<tr data-row data-href="{where}"{css}>'
        f'<td>{_name(row)} {vip_mark(row.known)}<div class="label">{escape(beneath_name(row))}</div></td>'
        f'<td>{room}<div class="label">{escape(beneath_room(row))}</div></td>'
        f'<td><div class="marks">{who_marks(row.known)}{done_mark(row)}</div></td>'
        f'<td><span class="wish">{to_prepare(row)}</span></td><td>{must_know(row)}</td>'
        f'<td class="no-print text-end">{_next_step(context, row, where)}</td></tr>'
    )


def _name(row) -> str:
    """HTML: the guest with the way to his file, else the group or the booking's number."""
    if row.guest:
        return f'<a href="{escape(row.guest.get_absolute_url())}"><b>{escape(row.guest.display_name)}</b></a>'
    reservation = row.line.reservation
    return f"<b>{escape(reservation.group or reservation.confirmation)}</b>"


def _next_step(context, row, where: str) -> str:
    """HTML: the one thing to do next with this room."""
    if row.is_unclaimed:
        steps = (("reservations:move_arrival", _("Comes today")), ("reservations:no_show", _("No-show")))
        forms = "".join(_post(context, address(name, row.line.pk), words) for name, words in steps)
        return f'<div class="btn-row justify-content-end">{forms}</div>'
    words, css = _("Open"), "btn btn-sm"
    if row.is_expected and row.blacklist:
        words = _("Look")
    elif row.is_expected:
        words, css = _("Check in"), "btn btn-sm btn-primary" if row.known and row.known.is_vip else css
    elif row.line.status == Status.IN_HOUSE and row.line.departure <= row.on:
        words, where = _("Check out"), address("reservations:check_out", row.line.pk)
    return f'<a class="{css}" href="{where}">{escape(words)}</a>'


def _post(context, action: str, words: str) -> str:
    """HTML: a button that changes something, and leads back to where one is."""
    back = escape(context["request"].get_full_path())
    token = escape(context.get("csrf_token", ""))
    return (
        f'<form method="post" action="{action}"><input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f'<input type="hidden" name="next" value="{back}"><button class="btn btn-sm">{escape(words)}</button></form>'
    )


@register.simple_tag
def vip_mark(person):
    """VIP by decision, with the reason; nothing for everybody else."""
    return mark("VIP", "vip", "star", person.guest.vip_reason) if person and person.is_vip else ""


@register.simple_tag
def who_marks(person):
    """By what staff know him: blacklist, returning or first stay, value class."""
    if person is None:
        return ""
    marks = []
    if person.blacklist:
        marks.append(mark(_("blacklist"), "bad", "ban"))
    if person.is_returning:
        last = _("last left %(day)s") % {"day": day(person.last_departure)}
        marks.append(mark(_("returning · %(n)s×") % {"n": person.stays_before}, "", "history", last))
    elif not person.blacklist:
        marks.append(mark(_("first stay")))
    if person.value_class:
        marks.append(mark(person.value_class.label, person.value_class.kind))
    return mark_safe(" ".join(marks))


@register.simple_tag
def done_mark(row):
    """That he has arrived today or has left; nothing while something is still to do."""
    if row.line.status == Status.IN_HOUSE and row.line.arrival == row.on:
        return mark(_("arrived"), "good", "check")
    if row.line.status == Status.CHECKED_OUT:
        return mark(_("left"), "", "door-exit")
    return ""


@register.simple_tag
def beneath_name(row):
    """His other name, by which sign he is told apart, and with whom he shares."""
    if not row.is_named:
        return _("guest of this room not named yet")
    guest, words = row.guest, []
    if guest.latin_name and guest.latin_name != guest.display_name:
        words.append(guest.latin_name)
    if row.phone_digits:
        words.append(_("phone ending %(digits)s") % {"digits": row.phone_digits})
    elif guest.nationality:
        words.append(guest.nationality.name)
    words += [_("with %(name)s") % {"name": person.guest.display_name} for person in row.others]
    return " · ".join(words)


@register.simple_tag
def beneath_room(row):
    """The kind of room, for how long, and what is unusual about it."""
    line = row.line
    words = [line.room_type.name if line.room_type else "", nights(line.nights)]
    if line.status == Status.IN_HOUSE:
        words.append(_("until %(day)s") % {"day": day(line.departure, "short")})
    elif not line.room_id and row.is_expected:
        words.append(_("no room yet"))
    if line.status in (Status.TENTATIVE, Status.WAITLISTED):
        words.append(line.get_status_display())
    return " · ".join(words)


@register.simple_tag
def to_prepare(row):
    """What he likes (musts in bold), what was noted for this stay (✓ when done), what the booking asked for."""
    parts = [
        format_html("<b>{}</b>", preference.text) if preference.is_must else preference.text
        for preference in row.preferences
    ]
    parts += [f"{wish.text} ✓" if wish.done_at else wish.text for wish in row.wishes]
    parts += row.line.reservation.special_requests
    return mark_safe(" · ".join(map(escape, parts)))


@register.simple_tag
def must_know(row, with_trouble=True):
    """What must be known before one speaks to him; `with_trouble` adds his newest past failure."""
    line, parts = row.line, []
    if row.blacklist:
        parts.append(_blacklisting(row))
    if row.is_unclaimed:
        parts.append(mark(_("expected since %(day)s") % {"day": day(line.arrival)}, "warn", "clock"))
    if row.is_overstayed:
        parts.append(mark(_("should have left %(day)s") % {"day": day(line.departure)}, "warn", "clock"))
    parts += [_line(mark(alert.reason, "warn", "alert-triangle")) for alert in row.warnings]
    if row.trouble and with_trouble:
        what = format_html('<span class="label">{}</span>', shortened(row.trouble.text, TROUBLE_CHARACTERS))
        parts.append(_line(mark(_("Past trouble"), "warn", "alert-triangle"), " ", what))
    for guest, birthday in row.birthdays:
        words = {"name": guest.display_name, "day": day(birthday, "short")}
        parts.append(_line(mark(_("%(name)s: birthday %(day)s") % words, "vip", "cake")))
    if row.has_only_made_up_email:
        advice = _("The e-mail is made up by an agency: ask for his own.")
        parts.append(format_html('<div class="label">{}</div>', advice))
    return mark_safe("".join(parts))


def _blacklisting(row):
    """Why, by whose decision, until when, and whom to call first."""
    entry = row.blacklist
    approver = entry.approved_by.get_full_name() or entry.approved_by.get_username()
    decision = _("approved by %(approver)s, until %(until)s.")
    return format_html(
        '<div class="label">{} · {} <b>{}</b></div>',
        entry.reason,
        decision % {"approver": approver, "until": day(entry.ends_on)},
        _("First call the duty manager: %(phone)s") % {"phone": row.duty_phone},
    )


def _line(*parts):
    return format_html("<div>{}</div>", format_html_join("", "{}", ((part,) for part in parts)))
