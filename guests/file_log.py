"""What of the guests' own models stands in the change log; consents are a log of their own."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit_log import Logged
from guests.change_log import register
from guests.models import Alert, Document, Guest, GuestEmail, GuestPhone, Note, Preference

#: The guest's row itself. Merges stand in the timeline; who made somebody a VIP is who made the change.
GUEST_FILE = Logged(
    "guest",
    _("Guest file"),
    Guest,
    "guests.view_guest",
    of=lambda files: Q(pgh_obj_id__in=files),
    silent=frozenset({"confirmed_fields", "is_synthetic", "is_anonymous", "vip_by", "merged_into"}),
    words=lambda guest: guest.name or guest.latin_name,
)


def _his(files):
    return Q(guest__in=files)


def register_all() -> None:
    """Called once the apps are ready."""
    said_by = frozenset({"guest"})
    register(
        GUEST_FILE,
        Logged("phone", _("Phones"), GuestPhone, "guests.change_guest", of=_his, silent=said_by | {"digits"}),
        Logged("email", _("E-mail addresses"), GuestEmail, "guests.change_guest", of=_his, silent=said_by),
        Logged("preference", _("Preferences"), Preference, "guests.view_preference", of=_his, silent=said_by),
        Logged("alert", _("Alerts"), Alert, "guests.view_alert", of=_his, silent=said_by | {"closed_by"}),
        Logged(
            "note",
            _("Notes"),
            Note,
            "guests.view_note",
            of=lambda files: _his(files) & Q(is_confidential=False),
            silent=said_by | {"author"},
        ),
        Logged(
            "confidential_note",
            _("Confidential notes"),
            Note,
            "guests.view_confidential_note",
            of=lambda files: _his(files) & Q(is_confidential=True),
            silent=said_by | {"author"},
        ),
        Logged(
            "document",
            _("Documents"),
            Document,
            "guests.view_document",
            of=_his,
            silent=said_by | {"number", "number_hash"},
            words=lambda document: f"{document.get_type_display()} {document.masked}",
        ),
    )
