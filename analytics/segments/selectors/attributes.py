"""The attributes as pages show them: the dictionary of all, and one guest's."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.segments.attributes import ATTRIBUTES, FAMILIES, Attribute, Words
from analytics.segments.bands import read_edges, titles
from analytics.segments.models import AttributeRun, GuestAttributes
from guests.models import Guest
from guests.query.addresses import asking
from guests.query.document import Term

#: The key of "nothing is known" among an attribute's values.
UNKNOWN_KEY = "unknown"


@dataclass(frozen=True)
class ValueRow:
    """One value with its guests; `share` of those of whom the attribute is known."""

    title: str
    guests: int
    share: float
    url: str


@dataclass(frozen=True)
class DictionaryRow:
    """One attribute in the shown run; `coverage`: the share of all guests of whom it is known."""

    attribute: Attribute
    values: list[ValueRow]
    known: int
    unknown: int
    coverage: float
    unknown_url: str


@dataclass(frozen=True)
class Told:
    """What one attribute says of one guest; `code` None: unknown."""

    attribute: Attribute
    code: int | None
    title: str


def shown_run() -> AttributeRun | None:
    """The run whose rows everybody sees; None before the first night."""
    return AttributeRun.objects.select_related("bands").filter(is_current=True).first()


def guests_url(attribute: str, *values: str) -> str:
    """The guests with one of these values, as a combined query that can be narrowed, saved and acted on."""
    return asking(Term(f"attr.{attribute}", "any_of", list(values)))


def dictionary(run: AttributeRun) -> list[tuple[Words, list[DictionaryRow]]]:
    """Every attribute by family, with the guests of each value in `run`."""
    families: dict[str, list[DictionaryRow]] = {family: [] for family in FAMILIES}
    for attribute in ATTRIBUTES:
        families[attribute.family].append(dictionary_row(run, attribute))
    return [(FAMILIES[family], rows) for family, rows in families.items()]


def dictionary_row(run: AttributeRun, attribute: Attribute) -> DictionaryRow:
    """One attribute with the guests of each value in `run`."""
    counts = run.counts.get(attribute.key, [0] * len(attribute.values))
    known = sum(counts)
    named = titles(attribute, read_edges(run.bands.edges))
    values = [
        ValueRow(title, guests, guests / max(1, known), guests_url(attribute.key, value.key))
        for title, value, guests in zip(named, attribute.values, counts, strict=True)
    ]
    return DictionaryRow(
        attribute,
        values,
        known,
        run.guests - known,
        known / max(1, run.guests),
        guests_url(attribute.key, UNKNOWN_KEY),
    )


def told_of(guest: Guest, run: AttributeRun) -> list[tuple[Words, list[Told]]] | None:
    """What is known of the guest in `run`, by family, and what is not; None where nothing was derived of him."""
    row = GuestAttributes.objects.filter(pk=guest.pk).first()
    if row is None:
        return None
    named = value_titles(run)
    families: dict[str, list[Told]] = {family: [] for family in FAMILIES}
    for attribute in ATTRIBUTES:
        code = getattr(row, attribute.key)
        title = attribute.title_of(None) if code is None else named[attribute.key][code]
        families[attribute.family].append(Told(attribute, code, str(title)))
    return [(FAMILIES[family], told) for family, told in families.items()]


def value_titles(run: AttributeRun | None) -> Mapping[str, list[str]]:
    """The names of every attribute's values, with the figures of `run` where they are banded."""
    edges = read_edges(run.bands.edges if run else {})
    return {attribute.key: titles(attribute, edges) for attribute in ATTRIBUTES}
