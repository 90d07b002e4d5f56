"""A member has been told what he was to be told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from loyalty.models import Notice


@transaction.atomic
def note_told(*, notice: Notice, by, at: datetime) -> Notice:
    """`by` has told him (None: a message did). HotelError where he was told already, with who did."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.told_at is not None:
        message = _("He was told already, by %(who)s.")
        raise HotelError(message % {"who": notice.told_by or _("e-mail")}, code="told")
    notice.told_at, notice.told_by = at, by
    notice.save(update_fields=["told_at", "told_by"])
    return notice
