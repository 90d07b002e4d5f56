"""The outbox: who was invited to answer, when, what became of it, and why something was not sent."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from common.templatetags.hotel import moment
from feedback.choices import InvitationStatus
from feedback.models import SurveyInvitation
from feedback.selectors.invitations import invitations, reason_of
from feedback.services.invitations import send_again


class InvitationFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(label=gettext_lazy("status"), choices=InvitationStatus)
    since = filters.DateFilter(label=gettext_lazy("from"), field_name="due_at", lookup_expr="date__gte")
    until = filters.DateFilter(label=gettext_lazy("until"), field_name="due_at", lookup_expr="date__lte")

    class Meta:
        model = SurveyInvitation
        fields = ()


class InvitationList(PermissionRequiredMixin, ListPage):
    """The newest first; each is one e-mail to one guest about one stay."""

    permission_required = "feedback.view_surveyinvitation"
    raise_exception = True
    page_title = gettext_lazy("Invitations to answer")
    empty_title = gettext_lazy("Nobody has been invited yet")
    empty_text = gettext_lazy(
        "Who leaves is asked by e-mail the next morning, once invitations are switched on."
    )
    filterset_class = InvitationFilter
    default_sort = "-due"
    columns = (
        Column("guest", gettext_lazy("Guest"), value=lambda row: row.stay.guest.display_name),
        Column("stay__departure", gettext_lazy("Departure")),
        Column("by", gettext_lazy("By"), value=lambda row: _("by e-mail")),
        Column("due", gettext_lazy("To go out"), sort=("due_at", "pk"), value=lambda row: moment(row.due_at)),
        Column("status", gettext_lazy("Status"), template="feedback/_invitation_status.html"),
        Column("reason", gettext_lazy("Why it was not sent"), value=reason_of),
        Column("attempts", gettext_lazy("Attempts"), numeric=True),
        Column("sent_at", gettext_lazy("Sent"), value=lambda row: moment(row.sent_at)),
        Column("answered", gettext_lazy("Answered"),
               value=lambda row: moment(row.link.used_at if row.link else None)),
        Column("again", gettext_lazy("Again"), value=lambda row: "", template="feedback/_invitation_again.html"),
    )  # fmt: skip

    def get_queryset(self):
        return invitations()

    def row_url(self, row) -> str:
        return row.stay.guest.get_absolute_url()

    def row_urgent(self, row) -> bool:
        return row.status == InvitationStatus.FAILED


@require_POST
@permission_required("feedback.change_surveyinvitation", raise_exception=True)
def invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(SurveyInvitation, pk=pk)
    try:
        send_again(invitation=invitation, on=business_date(), at=timezone.now())
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It goes out within minutes."))
    return redirect("feedback:invitations")
