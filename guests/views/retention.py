"""How long what is kept (filled in by the hotel), what is over its term, who was erased, who has read what."""

import django_filters
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.list_parts import Column
from common.lists import ListPage
from guests.models import Erasure, FileReading, RetentionRule
from guests.privacy.retention import due, kind_of, kinds
from guests.privacy_forms import RetentionRuleForm

ERASURES_SHOWN = 50


@require_safe
@permission_required("guests.view_retentionrule", raise_exception=True)
def retention(request):
    """The table of terms, what is due tonight, and the newest erasures."""
    on = business_date()
    rules = list(RetentionRule.objects.all())
    known = {rule.kind for rule in rules}
    context = {
        "rules": [(rule, kind_of(rule.kind), due(rule, on) if rule.is_active else None) for rule in rules],
        "without": [kind for kind in kinds() if kind.key not in known],
        "erasures": Erasure.objects.select_related("guest")[:ERASURES_SHOWN]
        if request.user.has_perm("guests.view_erasure")
        else None,
    }
    return render(request, "guests/retention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("guests.add_retentionrule", raise_exception=True)
def new_rule(request):
    return _edit(request, RetentionRule(kind=request.GET.get("kind", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("guests.change_retentionrule", raise_exception=True)
def edit_rule(request, pk):
    return _edit(request, get_object_or_404(RetentionRule, pk=pk))


def _edit(request, rule):
    form = RetentionRuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        form.instance.changed_by = request.user
        form.save()
        messages.success(request, gettext("Saved. It counts from the coming night."))
        return redirect("guests:retention")
    return render(request, "guests/retention_form.html", {"form": form, "rule": rule})


@require_POST
@permission_required("guests.change_retentionrule", raise_exception=True)
def drop_rule(request, pk):
    """The term is taken away; what is over it stays from now on."""
    get_object_or_404(RetentionRule, pk=pk).delete()
    messages.success(request, gettext("Removed."))
    return redirect("guests:retention")


class ReadingFilter(django_filters.FilterSet):
    guest = django_filters.CharFilter(label=_("guest number"), field_name="guest__number")
    reader = django_filters.ModelChoiceFilter(
        label=_("who"), queryset=get_user_model().objects.order_by("username")
    )
    client = django_filters.CharFilter(label=_("system"))
    at = django_filters.DateFromToRangeFilter(label=_("at"))

    class Meta:
        model = FileReading
        fields = ("guest", "reader", "client", "kind", "at")


class ReadingList(PermissionRequiredMixin, ListPage):
    """Who has read which file: by guest, by person, by day."""

    permission_required = "guests.view_filereading"
    page_title = _("Read log")
    empty_title = _("Nobody has read a file yet")
    empty_text = _("Whoever opens a guest's file, takes a copy or reads it by the interface stands here.")
    filterset_class = ReadingFilter
    default_sort = "-at"
    columns = (
        Column("at", _("at"), sort=("at",)),
        Column("who", _("who"), value=lambda row: row.reader.get_username() if row.reader else row.client),
        Column("guest", _("guest number"), value=lambda row: row.guest.number),
        Column("kind", _("how"), value=lambda row: row.get_kind_display()),
        Column("place", _("where"), value=lambda row: row.place_words),
        Column("request_id", _("request"), shown=False),
    )

    def get_queryset(self):
        return FileReading.objects.select_related("reader", "guest")

    def row_url(self, row):
        return row.guest.get_absolute_url()
