"""What members are to be told: a tier won or about to be lost, points that will expire."""

from collections.abc import Sequence

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from loyalty.choices import NoticeKind
from loyalty.models import Notice
from loyalty.notices import words_of
from loyalty.selectors.rules import tier_names
from loyalty.services.telling import note_told


class NoticeFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(label=gettext_lazy("about"), choices=NoticeKind)
    open = filters.BooleanFilter(
        label=gettext_lazy("not told yet"), field_name="told_at", lookup_expr="isnull"
    )
    until = filters.DateFilter(
        label=gettext_lazy("takes effect until"), field_name="due_on", lookup_expr="lte"
    )

    class Meta:
        model = Notice
        fields = ()


class NoticeList(PermissionRequiredMixin, ListPage):
    """The newest first; mail tells who can be written to, the others are told in person."""

    permission_required = "loyalty.view_notice"
    raise_exception = True
    page_title = gettext_lazy("Notices to members")
    empty_title = gettext_lazy("Nobody is to be told anything")
    empty_text = gettext_lazy(
        "Who rises, is about to lose his tier, or has points that expire soon stands here until he was told."
    )
    filterset_class = NoticeFilter
    default_sort = "-day"

    def get_queryset(self):
        return Notice.objects.select_related("guest", "told_by")

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # with the names of the tiers, asked once
        names = tier_names()
        return (
            Column("day", gettext_lazy("business date"), sort=("day", "pk")),
            Column("guest", gettext_lazy("Guest"), value=lambda row: row.guest.display_name),
            Column("kind", gettext_lazy("about"), value=lambda row: row.get_kind_display()),
            Column(
                "words",
                gettext_lazy("what he is told"),
                value=lambda row: words_of(row.kind, row.figures, row.due_on, names).text,
            ),
            Column("due_on", gettext_lazy("takes effect on"), sort=("due_on", "pk")),
            Column("told_at", gettext_lazy("told"), template="loyalty/_told.html"),
        )

    def row_url(self, row) -> str:
        return row.guest.get_absolute_url()


@require_POST
@permission_required("loyalty.change_notice", raise_exception=True)
def told(request, pk):
    """A colleague has told him."""
    notice = get_object_or_404(Notice.objects.select_related("guest"), pk=pk)
    try:
        note_told(notice=notice, by=request.user, at=timezone.now())
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("loyalty:guest", notice.guest.number)
