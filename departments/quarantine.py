"""CRM centre: what machines sent and we could not wholly understand; mapped, taken in again, or dismissed."""

import json

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common import masking
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from departments.forms import MappingForm
from reservations.models import QuarantineItem
from reservations.quarantine_reasons import MAPPED_BY, REASONS, label, remedy
from reservations.services.quarantine import dismiss, map_code, replay

OPEN = QuarantineItem.Status.OPEN


class QuarantineFilter(django_filters.FilterSet):
    source = django_filters.AllValuesFilter(label=_("source"))
    reason = django_filters.ChoiceFilter(
        label=_("reason"), choices=[(reason, words) for reason, (words, _remedy) in REASONS.items()]
    )

    class Meta:
        model = QuarantineItem
        fields = ["status", "kind", "source", "reason"]


class QuarantineList(PermissionRequiredMixin, ListPage):
    permission_required = "reservations.view_quarantineitem"
    page_title = _("Quarantine")
    empty_title = _("Nothing in quarantine")
    empty_text = _("Everything that machines sent was understood.")
    filterset_class = QuarantineFilter
    default_sort = "-created_at"
    columns = (
        Column("reason", _("reason"), value=lambda item: label(item.reason), sort=("reason",)),
        Column("value", _("value")),
        Column("source", _("source"), sort=("source",)),
        Column("external_id", _("number at the source")),
        Column("kind", _("kind"), value=lambda item: item.get_kind_display()),
        Column("status", _("status"), value=lambda item: item.get_status_display()),
        Column("created_at", _("received"), sort=("created_at",)),
    )

    def get_queryset(self):
        return QuarantineItem.objects.defer("payload")

    def row_url(self, row):
        return reverse("departments:quarantine_item", args=[row.pk])

    def row_urgent(self, row):
        return row.status == OPEN


def alike(item: QuarantineItem):
    """Everything still open of the same source for the same reason."""
    return QuarantineItem.objects.filter(status=OPEN, source=item.source, reason=item.reason)


#: Whom the message is about is told apart by as little as elsewhere.
SHOWN_IN_PART = {"phones": masking.mask_phone, "emails": masking.mask_email}


def readable(payload):
    """The message as it was sent, but for the encrypted numbers of documents, which nobody could read, and with
    phones and e-mails in part."""
    if isinstance(payload, list):
        return [readable(part) for part in payload]
    if not isinstance(payload, dict):
        return payload
    return {key: _readable_of(key, part) for key, part in payload.items() if key != "sealed_number"}


def _readable_of(key: str, value):
    mask = SHOWN_IN_PART.get(key)
    return [mask(each) for each in value] if mask and isinstance(value, list) else readable(value)


@require_safe
@permission_required("reservations.view_quarantineitem", raise_exception=True)
def quarantine_item(request, pk):
    return _show(request, get_object_or_404(QuarantineItem.objects.select_related("reservation"), pk=pk))


def _show(request, item, form=None, status=200):
    kind = MAPPED_BY.get(item.reason)
    context = {
        "item": item,
        "reason": label(item.reason),
        "remedy": item.detail or remedy(item.reason),
        "is_open": item.status == OPEN,
        "form": form or (MappingForm(kind=kind) if kind and item.status == OPEN else None),
        "alike": alike(item).count(),
        "payload": json.dumps(readable(item.payload), ensure_ascii=False, indent=2),
    }
    return render(request, "departments/quarantine_item.html", context, status=status)


@require_POST
@permission_required("reservations.resolve_quarantineitem", raise_exception=True)
def map_item(request, pk):
    """Say what the unknown code means; everything that waited for it is taken in."""
    item = get_object_or_404(QuarantineItem, pk=pk, status=OPEN, reason__in=MAPPED_BY)
    kind = MAPPED_BY[item.reason]
    form = MappingForm(request.POST, kind=kind)
    if not form.is_valid():
        return _show(request, item, form, status=422)
    try:
        answered = map_code(
            source=item.source,
            kind=kind,
            external_code=item.value,
            code=form.cleaned_data["code"],
            at=timezone.now(),
            by=request.user,
        )
    except HotelError as refused:
        form.add_error(refused.field or None, str(refused.message))
        return _show(request, item, form, status=422)
    messages.success(request, gettext("Mapped. Messages answered by it: %(n)s.") % {"n": answered})
    return redirect("departments:quarantine_item", item.pk)


@require_POST
@permission_required("reservations.resolve_quarantineitem", raise_exception=True)
def replay_item(request, pk):
    """Take the message in once more; with `alike` every open one of this source and reason."""
    item = get_object_or_404(QuarantineItem, pk=pk)
    items = alike(item) if request.POST.get("alike") else [item]
    answered = replay(items=items, at=timezone.now(), by=request.user)
    if answered:
        messages.success(request, gettext("Messages taken in: %(n)s.") % {"n": answered})
    else:
        messages.warning(request, gettext("It still cannot be understood; nothing was lost."))
    return redirect("departments:quarantine_item", item.pk)


@require_POST
@permission_required("reservations.resolve_quarantineitem", raise_exception=True)
def dismiss_item(request, pk):
    """Nothing more is to be done about it; it stays on the list as dismissed."""
    item = get_object_or_404(QuarantineItem, pk=pk)
    if dismiss(items=[item], at=timezone.now(), by=request.user):
        messages.success(request, gettext("Dismissed."))
    return redirect("departments:quarantine")
