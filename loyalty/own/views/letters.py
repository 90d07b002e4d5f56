"""The outbox of messages to guests: what goes out when, what went, and why something did not."""

import django_filters as filters
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils.translation import gettext_lazy

from common.list_parts import Column
from common.lists import ListPage
from common.templatetags.hotel import moment
from loyalty.own.choices import LetterKind, LetterStatus
from loyalty.own.models import Letter
from loyalty.own.selectors.letters import letters, reason_of


class LetterFilter(filters.FilterSet):
    kind = filters.MultipleChoiceFilter(label=gettext_lazy("about"), choices=LetterKind)
    status = filters.MultipleChoiceFilter(label=gettext_lazy("status"), choices=LetterStatus)
    since = filters.DateFilter(label=gettext_lazy("from"), field_name="due_at", lookup_expr="date__gte")
    until = filters.DateFilter(label=gettext_lazy("until"), field_name="due_at", lookup_expr="date__lte")

    class Meta:
        model = Letter
        fields = ()


class LetterList(PermissionRequiredMixin, ListPage):
    """The newest first; each is one e-mail to one guest."""

    permission_required = "own.view_letter"
    raise_exception = True
    page_title = gettext_lazy("Messages to guests")
    empty_title = gettext_lazy("Nobody has been written to yet")
    empty_text = gettext_lazy(
        "Guests are written to before they arrive, after they left and as members, once messages are switched on."
    )
    filterset_class = LetterFilter
    default_sort = "-due"
    columns = (
        Column("guest", gettext_lazy("Guest"), value=lambda row: row.guest.display_name),
        Column("kind", gettext_lazy("About"), value=lambda row: row.get_kind_display()),
        Column("due", gettext_lazy("Due"), sort=("due_at", "pk"), value=lambda row: moment(row.due_at)),
        Column("status", gettext_lazy("Status"), template="feedback/_invitation_status.html"),
        Column("reason", gettext_lazy("Why not"), value=reason_of),
        Column("attempts", gettext_lazy("Attempts"), numeric=True),
        Column("sent_at", gettext_lazy("Sent"), value=lambda row: moment(row.sent_at)),
    )

    def get_queryset(self):
        return letters()

    def row_url(self, row) -> str:
        return row.guest.get_absolute_url()

    def row_urgent(self, row) -> bool:
        return row.status == LetterStatus.FAILED
