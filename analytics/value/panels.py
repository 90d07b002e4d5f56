"""What the night says of a guest on his page, and of his class in the desk's lists."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.value.choices import ValueClass
from analytics.value.explanation import explain
from analytics.value.models import GuestValue, ValueRun
from analytics.value.selectors import overview
from guests import panels
from guests.models import Guest
from guests.panels import Headline, Panel
from reservations.selectors.recognition import register_value_classes


def register() -> None:
    """Called once the apps are ready."""
    panels.register(
        Panel(
            key="value",
            title=gettext_lazy("Value explained"),
            template="value/_panel.html",
            permission="value.view_guestvalue",
            order=50,
            column="main",
            load=value_explained,
        )
    )
    panels.register_headline("value", permission="value.view_guestvalue", order=30, load=headline)
    register_value_classes(overview.classes_of)


def value_explained(guest: Guest, request, on: date) -> dict | None:
    """His figures in the shown run with their explanation; None before the first night."""
    run, value = _shown(guest)
    if run is None:
        return None
    if value is None:
        return {"run": run, "value": None}
    return {
        "run": run,
        "value": value,
        "kind": overview.KINDS[value.value_class],
        "explanation": explain(value, run),
        "advice": overview.advice()[value.value_class],
    }


def headline(guest: Guest, request, on: date) -> Headline | None:
    """The class as a mark beside the name."""
    run, value = _shown(guest)
    if run is None or value is None:
        return None
    title = _("class of guest value as of %(at)s") % {"at": f"{run.finished_at:%Y-%m-%d}"}
    kind = overview.KINDS[value.value_class]
    return Headline(marks=({"text": ValueClass(value.value_class).label, "kind": kind, "title": title},))


def _shown(guest: Guest) -> tuple[ValueRun | None, GuestValue | None]:
    """The shown run and his row of it, asked for once for all parts of a page: they share the guest."""
    if not hasattr(guest, "shown_value"):
        run = overview.shown_run()
        guest.shown_value = (run, overview.value_of(guest, run) if run else None)
    return guest.shown_value
