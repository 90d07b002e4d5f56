"""A guest tells on his own page what went wrong: it is a complaint like every other, with its clock."""

from datetime import date, datetime
from hashlib import blake2s

from django.utils.translation import gettext as _

from common.errors import HotelError
from feedback.care_choices import NOT_CLOSED, ComplaintSource, Severity
from feedback.models import Complaint
from feedback.services.complaints import Told, open_complaint
from guests.models import Guest
from loyalty.own.authorship import SOURCE
from loyalty.own.selectors.stays import stay_in_mind

#: So many of one guest may be open at a time; what is more than that is for a person to hear.
MOST_OPEN = 5


def tell(*, guest: Guest, cause: str, text: str, on: date, at: datetime) -> Complaint:
    """His complaint about the stay that goes on or has just ended; told twice on one day it is one.

    Raises HotelError for one more than MOST_OPEN.
    """
    words = blake2s(f"{guest.pk}:{cause}:{text.strip()}".encode(), digest_size=16).hexdigest()
    number = f"{on.isoformat()}:{words}"
    his = Complaint.objects.filter(guest=guest, status__in=[*NOT_CLOSED])
    if his.exclude(external_id=number).count() >= MOST_OPEN:
        raise HotelError(_("You have told us of several things that are not settled yet. Please call us."))
    told = Told(
        text=text,
        cause=cause,
        severity=Severity.SERIOUS,
        guest=guest,
        stay=stay_in_mind(guest, on),
        source=ComplaintSource.GUEST_PAGE,
        source_name=SOURCE,
        external_id=number,
    )
    return open_complaint(told=told, at=at)
