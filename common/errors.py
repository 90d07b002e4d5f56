"""The failures that people and machines are told about, in one shape.

A service raises one of these; a page shows `message` beside the field, the API answers problem+json.
Each message names the field, the value and the remedy.
"""

from django.utils.translation import gettext_lazy as _


class HotelError(Exception):
    """A request that cannot be carried out as asked; nothing was written.

    `code` is stable and for machines, `field` names the offending input (or ''), `message` is for people
    and in their language.
    """

    code = "refused"
    default_message = _("This could not be done.")

    def __init__(self, message=None, *, field: str = "", code: str = ""):
        self.message = message or self.default_message
        self.field = field
        self.code = code or self.code
        super().__init__(str(self.message))


class EditConflict(HotelError):
    """Somebody else saved the record after it was opened.

    `conflicts` lists (field, yours, theirs) for every field that both changed; `before` says of each what stood
    there when it was opened, as far as that is known; `only_theirs` names what only the other person changed.
    """

    code = "edit-conflict"
    default_message = _("Somebody else has changed this record since you opened it.")

    def __init__(self, message=None, *, conflicts=(), before=None, only_theirs=(), **kwargs):
        super().__init__(message, **kwargs)
        self.conflicts = list(conflicts)
        self.before = dict(before or {})
        self.only_theirs = list(only_theirs)
