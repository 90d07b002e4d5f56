"""Notes that departments keep on a guest."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.choices import Department
from guests.models import Guest, Note


@transaction.atomic
def add_note(*, guest: Guest, department: str, text: str, author=None, is_confidential: bool = False) -> Note:
    """Keep `text` for `department`; a confidential one is read only with guests.view_confidential_note."""
    text = text.strip()
    if not text:
        raise HotelError(_("The note is empty: write what colleagues should know."), field="text")
    if department not in Department:
        raise HotelError(_("Choose the department whose note this is."), field="department")
    return Note.objects.create(
        guest=guest, department=department, text=text, author=author, is_confidential=is_confidential
    )
