"""Questions that are kept, and the tree that makes the hotel's segments."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from analytics.segments.attributes import BY_KEY
from analytics.segments.choices import SEGMENT, TREATMENT
from analytics.segments.default_scheme import BY_SEGMENT
from analytics.segments.exceptions import NotOfTheScheme
from analytics.segments.models import Publication, Question, Treatment, TreeVersion
from common.errors import HotelError


@transaction.atomic
def save_question(
    *,
    name: str,
    target: str,
    target_values: Sequence[str],
    attributes: Sequence[str],
    max_depth: int,
    min_leaf: int,
    pruning: str,
    by: str,
    question: Question | None = None,
) -> Question:
    """Keep a new question, or change `question` (its trees stay as they are); HotelError names the field."""
    _require_known(target, target_values, attributes)
    changed = question or Question(asked_by=by)
    changed.name = " ".join(name.split())
    changed.target, changed.target_values = target, list(target_values)
    changed.attributes = [key for key in BY_KEY if key in set(attributes)]
    changed.max_depth, changed.min_leaf, changed.pruning = max_depth, min_leaf, pruning
    try:
        changed.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise HotelError(messages[0], field=field) from None
    changed.save()
    return changed


def _require_known(target: str, values: Sequence[str], attributes: Sequence[str]) -> None:
    if unknown := [key for key in attributes if key not in BY_KEY]:
        raise HotelError(_("There is no attribute “%(key)s”.") % {"key": unknown[0]}, field="attributes")
    if target in attributes:
        message = _("“%(title)s” is what is asked for: it cannot explain itself. Leave it out.")
        raise HotelError(message % {"title": BY_KEY[target].title}, field="attributes")
    if not target:
        return
    if target == SEGMENT:
        known = set(BY_SEGMENT)
    elif target == TREATMENT:
        known = set(map(str, Treatment.objects.values_list("pk", flat=True)))
    elif target in BY_KEY:
        known = {value.key for value in BY_KEY[target].values}
    else:
        raise HotelError(_("There is no attribute “%(key)s”.") % {"key": target}, field="target")
    if unknown := [value for value in values if value not in known]:
        raise HotelError(_("There is no value “%(key)s”.") % {"key": unknown[0]}, field="target")


@transaction.atomic
def delete_question(*, question: Question) -> None:
    """Forget it with its trees; HotelError where one of them made or makes the hotel's segments."""
    try:
        question.delete()
    except ProtectedError:
        raise HotelError(
            _("“%(name)s” has a tree that was published: guests are in their segments by it. It stays.")
            % {"name": question.name}
        ) from None


@transaction.atomic
def publish(*, version: TreeVersion, by: str, now: datetime, note: str = "") -> Publication:
    """From the next night on the segments are made by `version`; publishing an older one is the way back."""
    if not version.question.is_of_scheme:
        raise NotOfTheScheme(
            _("This tree answers a question of its own. Only a tree of the segments is published.")
        )
    current = Publication.objects.select_for_update().first()
    if current is not None and current.version_id == version.pk:
        raise HotelError(_("Version %(n)s is the published one already.") % {"n": version.number})
    return Publication.objects.create(version=version, published_at=now, published_by=by, note=note)
