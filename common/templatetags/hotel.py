"""What every template may use without loading: figures, dates, masked data, icons, components.

Filters return '—' for an absent value, so that a cell is never silently empty.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import widgets
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from common import masking
from common.addresses import address
from common.escaping import escape
from common.jobs import why_failed
from common.wording import bracketed
from common.wording import say as _

register = template.Library()

NOTHING = "—"
#: What Django says where nothing is chosen.
DASHES = BLANK_CHOICE_DASH[0][1]
MINUS = "−"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
CURRENCY_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
CONTROL_CLASSES = (
    (widgets.CheckboxSelectMultiple, "form-check-input"),
    (widgets.RadioSelect, "form-check-input"),
    (widgets.CheckboxInput, "form-check-input"),
    (widgets.Select, "form-select"),
    (widgets.Input, "form-control"),
    (widgets.Textarea, "form-control"),
)


def _decimal(value) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _grouped(amount: Decimal, places: int) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{places}f}"


# --- Figures -------------------------------------------------------------------------------------------
@register.filter
def money(value, places=2) -> str:
    """¥1,234.50 in the hotel's currency; `{{ x|money:0 }}` leaves the cents away. Negative: −¥86.00."""
    amount = _decimal(value)
    if amount is None:
        return NOTHING
    text = _grouped(amount, int(places))
    sign = CURRENCY_SIGNS.get(settings.HOTEL_CURRENCY, f"{settings.HOTEL_CURRENCY} ")
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"


@register.filter
def percent(value, places=0) -> str:
    """A share between 0 and 1 as per cent: `{{ 0.187|percent:1 }}` → 18.7%."""
    share = _decimal(value)
    return NOTHING if share is None else f"{_grouped(share * 100, int(places))}%"


@register.filter
def number(value, places=0) -> str:
    """Grouped digits: 31,204; `{{ x|number:1 }}` → 5.2."""
    amount = _decimal(value)
    return NOTHING if amount is None else _grouped(amount, int(places))


@register.filter
def nights(value) -> str:
    """'1 night', '3 nights', in the reader's language; 0 is day use."""
    if value is None or value == "":
        return NOTHING
    if int(value) == 0:
        return _("day use")
    return (_("%(n)s night") if int(value) == 1 else _("%(n)s nights")) % {"n": value}


# --- Time ----------------------------------------------------------------------------------------------
@register.filter
def day(value, style="iso") -> str:
    """A date: 'iso' 2026-11-21, 'short' 11-21, 'long' in words with the weekday, in the reader's language."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value, ZoneInfo(settings.TIME_ZONE)).date()
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if style == "long":
        # Translators: Django date format of a day in words with its weekday.
        return formats.date_format(value, _("D, j F Y"))
    return value.isoformat()[5:] if style == "short" else value.isoformat()


@register.filter
def moment(value, style="full") -> str:
    """A moment on the hotel's clock: 'full' 2026-11-21 02:14, 'time' 02:14."""
    if not value:
        return NOTHING
    local = timezone.localtime(value, ZoneInfo(settings.TIME_ZONE))
    return local.strftime("%H:%M" if style == "time" else "%Y-%m-%d %H:%M")


@register.filter
def duration(seconds) -> str:
    """Seconds as a person says them: '42 s', '3 min', '2 h 5 min'."""
    if seconds is None or seconds == "":
        return NOTHING
    whole = max(0, round(float(seconds)))
    if whole < 60:
        return _("%(n)s s") % {"n": whole}
    hours, minutes = divmod(round(whole / 60), 60)
    if not hours:
        return _("%(n)s min") % {"n": minutes}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": minutes}


# --- Masked data ---------------------------------------------------------------------------------------
register.filter("masked_phone", masking.mask_phone)
register.filter("masked_email", masking.mask_email)
register.filter("masked_document", masking.mask_document)
register.filter("bracketed", bracketed)


# --- Small parts ---------------------------------------------------------------------------------------
@cache
def _sprite() -> str:
    return escape(static("vendor/icons.svg"))


@register.simple_tag
def icon(name, label=""):
    """A Tabler icon from the sprite (names: static/icons.json); without `label` it is decoration only."""
    return _picture(name, f'role="img" aria-label="{escape(label)}"') if label else _decoration(name)


@cache
def _decoration(name: str) -> SafeString:
    return _picture(name, 'aria-hidden="true"')


def _picture(name: str, described: str) -> SafeString:
    return mark_safe(f'<svg class="icon" {described}><use href="{_sprite()}#{escape(name)}"></use></svg>')


icon_of = icon  # `mark` has a parameter of that name, as templates write it


#: `{% address "guests:notepad" number %}`: as `{% url %}`, for lists that write hundreds of them.
register.simple_tag(address)


@register.filter
def whole_days(text):
    """`text` whose days each stay on one line: in a narrow cell browsers break them at a hyphen."""
    shown = escape(text)
    return mark_safe(_DAY.sub(r'<span class="text-nowrap">\g<0></span>', shown)) if "-" in shown else shown


register.filter(why_failed)


@register.simple_tag
def colon() -> str:
    """Between a label and what it names, in the reader's language: no blank follows the Chinese one."""
    return _(": ")


@register.simple_tag
def mark(text, kind="", icon="", title=""):
    """A pill of words: kind is '', vip, good, warn or bad. Colour repeats what the words say, never more.

    Written here rather than as a template: a list shows hundreds of them.
    """
    css = f"mark {escape(kind)}" if kind else "mark"
    hint = f' title="{escape(title)}"' if title else ""
    picture = icon_of(icon) if icon else ""
    return mark_safe(f'<span class="{css}"{hint}>{picture}{escape(text)}</span>')


@register.inclusion_tag("components/asof.html")
def asof(at, note=""):
    """Since when a stored figure holds."""
    return {"at": at, "note": note}


@register.inclusion_tag("components/figure.html")
def figure(label, value, small="", url=""):
    """One large figure with what it is above it and its context behind it."""
    return {"label": label, "value": value, "small": small, "url": url}


@register.simple_block_tag(takes_context=True)
def card(context, content, title="", side="", kind="", id=""):
    """`{% card "Now" %}…{% endcard %}`: a section with a heading; kind is '', stop or promise.

    The content stands in the body as it is; a table that should reach the edges uses `{% table_card %}`.
    """
    return render_to_string(
        "components/card.html",
        {"title": title, "side": side, "kind": kind, "id": id, "content": content, "padded": True},
    )


@register.simple_block_tag(takes_context=True)
def table_card(context, content, title="", side="", id=""):
    """As `card`, without padding: for a table or list from edge to edge, scrolling sideways where narrow."""
    return render_to_string(
        "components/card.html", {"title": title, "side": side, "id": id, "content": content, "padded": False}
    )


@register.inclusion_tag("components/field.html")
def field(bound_field):
    """A form field with label, help and errors, tied together for screen readers."""
    return {"field": bound_field}


@register.filter
def control(bound_field):
    """The widget of a form field with the classes the style sheet expects."""
    widget = bound_field.field.widget
    css = next((name for kind, name in CONTROL_CLASSES if isinstance(widget, kind)), "form-control")
    classes = " ".join(part for part in (css, widget.attrs.get("class", "")) if part)
    return bound_field.as_widget(attrs={"class": classes} if classes else {})


@register.filter
def select_options(groups):
    """The options of a select widget; `groups` are its optgroups: (name or None, options, index)."""
    parts = []
    for name, options, _index in groups:
        shown = [
            f'<option value="{escape(str(option["value"]))}"{flatatt(option["attrs"])}>'
            f"{escape(NOTHING if option['label'] == DASHES else option['label'])}</option>"
            for option in options
        ]
        parts += [f'<optgroup label="{escape(name)}">', *shown, "</optgroup>"] if name else shown
    return mark_safe("".join(parts))


@register.filter
def is_checkbox(bound_field) -> bool:
    """One box to tick: its label stands behind it."""
    return isinstance(bound_field.field.widget, widgets.CheckboxInput)


@register.inclusion_tag("components/chart.html")
def chart(id, label, option, columns=(), rows=(), height=300):
    """An ECharts drawing with its table.

    `option` is an ECharts option as plain dicts: colours may be written 'var(--series-1)', formatters
    '@money', '@percent' or '@number'; a data point with an `href` leads there. `columns` are the table's
    headings, `rows` its cells in the same order.
    """
    return {
        "id": id,
        "label": label,
        "option": option,
        "columns": columns,
        "rows": rows,
        "height": height,
        "currency": CURRENCY_SIGNS.get(settings.HOTEL_CURRENCY, settings.HOTEL_CURRENCY),
    }


@register.filter
def table_rows(rows):
    """`<tr>` of each row with its cells, as text: the table behind a chart has hundreds of them."""
    return format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows)
    )


@register.filter
def message_level(tag) -> str:
    """The banner level of a Django message's level tag; every message has one of the four looks."""
    return {"error": "danger", "warning": "warning", "success": "success"}.get(tag, "info")
