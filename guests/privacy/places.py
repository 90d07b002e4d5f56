"""Where personal data stands without a key to a guest: texts of the machinery, files, kept answers.

Each app registers its places in `AppConfig.ready()`. What hangs on a guest by a key is in `guests.ties`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import BinaryField, BooleanField, JSONField, Model
from django.db.models.expressions import RawSQL

from guests.privacy.family import Family
from guests.privacy.words import Words

#: `forget(family, words)` takes him out of one place; the answer is how many rows or files it changed.
Forget = Callable[[Family, Words], int]


@dataclass(frozen=True)
class Sweep:
    """Columns of `model` in which the words that name him are masked; `deletes` drops the whole row instead."""

    model: type[Model]
    columns: tuple[str, ...]
    deletes: bool = False

    def forget(self, family: Family, words: Words) -> int:
        if not words:
            return 0
        condition = RawSQL(  # nosec B611 our own column names, quoted; the pattern is a parameter
            self._condition(), [words.pattern] * len(self.columns), output_field=BooleanField()
        )
        found = self.model.objects.filter(condition)
        if self.deletes:
            return found.delete()[0]
        changed = 0
        for row in found.select_for_update():
            for column in self.columns:
                setattr(row, column, words.masked(getattr(row, column)))
            row.save(update_fields=self.columns)
            changed += 1
        return changed

    def _condition(self) -> str:
        table = connection.ops.quote_name(self.model._meta.db_table)
        return " OR ".join(f"{self._text(table, column)} ~* %s" for column in self.columns)

    def _text(self, table: str, name: str) -> str:
        field = self.model._meta.get_field(name)
        column = f"{table}.{connection.ops.quote_name(field.column)}"
        return f"convert_from({column}, 'UTF8')" if isinstance(field, BinaryField) else f"{column}::text"


_sweeps: dict[str, Sweep] = {}
_forgetting: dict[str, Forget] = {}
_impersonal: dict[str, str] = {}


def register_sweep(model: type[Model], *columns: str, deletes: bool = False) -> None:
    """Mask his words in these columns at every erasure (or delete the rows that have them)."""
    _sweeps[model._meta.label_lower] = Sweep(model, columns, deletes)


def register_forgetting(key: str, forget: Forget) -> None:
    """Let `forget` clear a place of its own at every erasure; it may run again."""
    _forgetting[key] = forget


def register_impersonal(why: str, *models: type[Model]) -> None:
    """Say of `models` that their texts are not about guests."""
    _impersonal.update({model._meta.label_lower: why for model in models})


def sweeps() -> tuple[Sweep, ...]:
    return tuple(_sweeps.values())


def forgettings() -> dict[str, Forget]:
    return dict(_forgetting)


def impersonal() -> dict[str, str]:
    """Label of a model → why its texts name no guest."""
    return dict(_impersonal)


def holds_free_text(model: type[Model]) -> bool:
    """Whether a person could stand anywhere in a row: texts that nothing limits to a list, JSON, bytes."""
    kinds = ("CharField", "TextField", "JSONField", "BinaryField", "ArrayField", "EncryptedTextField")
    return any(
        field.get_internal_type() in kinds or isinstance(field, JSONField)
        for field in model._meta.concrete_fields
        if not field.choices
    )
