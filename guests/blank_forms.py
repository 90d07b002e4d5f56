"""The empty forms of the guest page as HTML, made once: they are the same for every guest.

Drawing a form's fields costs more than all that is asked about a guest; each of these stands folded up on
every guest page.
"""

from collections.abc import Mapping
from functools import lru_cache

from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def blank_fields(form: type[BaseForm], **initial: str) -> Mapping[str, SafeString]:
    """Field name → the field with its label, as `{% field %}` draws it, in the reader's language.

    For forms whose choices do not change while the hotel runs.
    """
    return _drawn(form, get_language(), tuple(sorted(initial.items())))


@lru_cache(maxsize=200)
def _drawn(form: type[BaseForm], language: str | None, initial: tuple) -> Mapping[str, SafeString]:
    fields = form(initial=dict(initial))
    return {
        bound.name: SafeString(render_to_string("components/field.html", {"field": bound}))
        for bound in fields
    }
