"""All guests in use, filtered by attributes; who looks for a person uses the search box."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils.translation import gettext_lazy as _

from common.list_parts import Column
from common.lists import ListPage
from guests.choices import Gender, Industry
from guests.filters import GuestFilter
from guests.models import Guest


class GuestList(PermissionRequiredMixin, ListPage):
    permission_required = "guests.view_guest"
    export_permission = "guests.export_guest"
    template_name = "guests/guest_list.html"
    page_title = _("Guests")
    empty_title = _("No guests yet")
    empty_text = _("They come with the first booking, or you enter one.")
    filterset_class = GuestFilter
    default_sort = "-number"
    counted_exactly = 200_000  # to count more would cost every look at the list tenths of a second
    columns = (
        Column("display_name", _("Guest")),
        Column("number", _("Number"), sort=("pk",)),
        Column("marks", _("Marks"), value=lambda guest: guest, template="guests/_list_marks.html"),
        Column("gender", _("Gender"), value=lambda guest: guest.gender and Gender(guest.gender).label),
        Column("nationality", _("Nationality"), value=lambda guest: guest.nationality.name),
        Column("region", _("Region")),
        Column("account", _("Account"), value=lambda guest: guest.account and guest.account.name),
        Column(
            "industry", _("Industry"), value=lambda guest: guest.industry and Industry(guest.industry).label
        ),
        Column("birthday", _("Birthday"), shown=False),
        Column("language", _("Language"), shown=False),
        Column("position", _("Position"), shown=False),
        Column("membership_number", _("Membership number"), shown=False),
        Column("source", _("Source"), shown=False),
        Column("created_at", _("Entered"), shown=False),
    )

    def get_queryset(self):
        return Guest.objects.current().select_related("account")

    def row_url(self, guest):
        return guest.get_absolute_url()
