"""Has anybody changed these rows since? Asked of the change history by the number of its last entry, not by time.

A mark is taken inside the transaction that writes the rows: whatever entry about them has a higher number was made
by somebody who could see them, and that is after it was committed.
"""

from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from pghistory.models import Event


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """The table of the old rows of an audited model; None for one without a history."""
    try:
        history = model._meta.get_field("events").related_model
    except FieldDoesNotExist:
        return None
    return history if issubclass(history, Event) else None


def take_marks(audited: Iterable[type[models.Model]]) -> dict[str, int]:
    """{label of the model: number of the last entry of its history}, for `changed_since`."""
    names = {model._meta.label_lower: _sequence(model) for model in audited}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT "
            + ", ".join(
                f"(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name})"
                for name in names.values()
            )
        )
        return dict(zip(names, cursor.fetchone(), strict=True))


def changed_since(model: type[models.Model], keys: Collection[int], marks: Mapping[str, int]) -> set[int]:
    """Which of the rows with these keys were changed or deleted after the marks were taken."""
    history = history_of(model)
    if not keys or history is None:
        return set()
    later = history.objects.filter(pgh_obj_id__in=keys, pgh_id__gt=marks.get(model._meta.label_lower, 0))
    return set(later.values_list("pgh_obj_id", flat=True))


def _sequence(model: type[models.Model]) -> str:
    history = history_of(model)
    if history is None:
        raise TypeError(f"{model._meta.label} keeps no history.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'pgh_id')", [f'"{history._meta.db_table}"'])
        return cursor.fetchone()[0]
