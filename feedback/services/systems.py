"""A new version of the indicator system: begun from the present one, changed, published."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.wording import listed
from feedback.choices import MOST_INDICATORS, SystemStatus
from feedback.exceptions import IncompleteSystem, NotADraft
from feedback.models import Criterion, Indicator, IndicatorSystem, Instrument, InstrumentChannel


@dataclass(frozen=True)
class IndicatorWords:
    """One indicator as a form gives it; `key` is kept from version to version."""

    key: str
    name_zh: str
    name_en: str
    department: str
    criterion: str
    position: int


@dataclass(frozen=True)
class CriterionWords:
    key: str
    name_zh: str
    name_en: str
    position: int


@transaction.atomic
def begin_draft() -> IndicatorSystem:
    """The draft: the one that is there, or a copy of the version in use."""
    draft = IndicatorSystem.objects.select_for_update().filter(status=SystemStatus.DRAFT).first()
    if draft is not None:
        return draft
    present = IndicatorSystem.objects.get(status=SystemStatus.PUBLISHED)
    newest = IndicatorSystem.objects.aggregate(Max("version"))["version__max"]
    draft = IndicatorSystem.objects.create(
        version=newest + 1, name_zh=present.name_zh, name_en=present.name_en, status=SystemStatus.DRAFT
    )
    criteria = {}
    for old in present.criteria.all():
        criteria[old.pk] = Criterion.objects.create(
            system=draft, key=old.key, name_zh=old.name_zh, name_en=old.name_en, position=old.position
        )
    Indicator.objects.bulk_create(
        Indicator(
            system=draft,
            criterion=criteria[old.criterion_id],
            key=old.key,
            name_zh=old.name_zh,
            name_en=old.name_en,
            department=old.department,
            position=old.position,
        )
        for old in present.indicators.all()
    )
    return draft


@transaction.atomic
def rewrite_draft(
    *, system: IndicatorSystem, note: str, criteria: list[CriterionWords], indicators: list[IndicatorWords]
) -> None:
    """Make the draft say just this: what is not named any more goes. Raises NotADraft, IncompleteSystem."""
    draft = IndicatorSystem.objects.select_for_update().get(pk=system.pk)
    if not draft.is_draft:
        raise NotADraft
    _require_keys_once([each.key for each in criteria])
    _require_keys_once([each.key for each in indicators])
    if len(indicators) > MOST_INDICATORS:
        message = _("A guest is asked about at most %(most)s indicators; these are %(count)s. Take some out.")
        raise IncompleteSystem(message % {"most": MOST_INDICATORS, "count": len(indicators)})
    draft.indicators.all().delete()
    draft.criteria.all().delete()
    made = {
        words.key: Criterion.objects.create(
            system=draft,
            key=words.key,
            name_zh=words.name_zh,
            name_en=words.name_en,
            position=words.position,
        )
        for words in criteria
    }
    homeless = [words.name_en or words.key for words in indicators if words.criterion not in made]
    if homeless:
        message = _("These indicators have no criterion: %(names)s. Choose one for each.")
        raise IncompleteSystem(message % {"names": listed(homeless)})
    Indicator.objects.bulk_create(
        Indicator(
            system=draft,
            criterion=made[words.criterion],
            key=words.key,
            name_zh=words.name_zh,
            name_en=words.name_en,
            department=words.department,
            position=words.position,
        )
        for words in indicators
    )
    draft.note = note
    draft.save(update_fields=["note"])


@transaction.atomic
def drop_draft(*, system: IndicatorSystem) -> None:
    """Raises NotADraft."""
    draft = IndicatorSystem.objects.select_for_update().get(pk=system.pk)
    if not draft.is_draft:
        raise NotADraft
    draft.indicators.all().delete()
    draft.criteria.all().delete()
    draft.delete()


@transaction.atomic
def publish_draft(*, system: IndicatorSystem, by, at: datetime) -> None:
    """From now on every channel asks this version; answers and scores of the past one keep theirs.

    Raises NotADraft, IncompleteSystem when a criterion has no indicator.
    """
    draft = IndicatorSystem.objects.select_for_update().get(pk=system.pk)
    if not draft.is_draft:
        raise NotADraft
    empty = [str(each) for each in draft.criteria.filter(indicators__isnull=True)]
    if empty or not draft.criteria.exists():
        message = _("These criteria have no indicator: %(names)s. Give them one, or take them out.")
        raise IncompleteSystem(message % {"names": listed(empty) or "—"})
    IndicatorSystem.objects.filter(status=SystemStatus.PUBLISHED).update(status=SystemStatus.RETIRED)
    draft.status, draft.published_at, draft.published_by = SystemStatus.PUBLISHED, at, by
    draft.save(update_fields=["status", "published_at", "published_by"])
    channels = list(InstrumentChannel.objects.select_related("instrument"))
    successors: dict[int, Instrument] = {}
    for row in channels:
        if row.instrument_id not in successors:
            successors[row.instrument_id] = _ask_by(row.instrument, draft)
        row.instrument = successors[row.instrument_id]
    InstrumentChannel.objects.bulk_update(channels, ["instrument"])


@transaction.atomic
def ask_channels(
    *, channels: list[str], scale: str, title_zh: str, title_en: str, complaint_below: int | None
) -> Instrument:
    """A new survey for these channels, which ask the version in use with it from now on."""
    instrument = Instrument.objects.create(
        version=next_instrument(),
        system=IndicatorSystem.objects.get(status=SystemStatus.PUBLISHED),
        scale=scale,
        title_zh=title_zh,
        title_en=title_en,
        complaint_below=complaint_below,
    )
    for channel in channels:
        InstrumentChannel.objects.update_or_create(channel=channel, defaults={"instrument": instrument})
    return instrument


def stop_asking(*, channel: str) -> None:
    """This channel asks nothing until it gets a survey again; links to it lead nowhere."""
    InstrumentChannel.objects.filter(channel=channel).delete()


def _ask_by(old: Instrument, system: IndicatorSystem) -> Instrument:
    return Instrument.objects.create(
        version=next_instrument(),
        system=system,
        scale=old.scale,
        title_zh=old.title_zh,
        title_en=old.title_en,
        complaint_below=old.complaint_below,
    )


def next_instrument() -> int:
    """The number of the next survey."""
    return (Instrument.objects.aggregate(Max("version"))["version__max"] or 0) + 1


def _require_keys_once(keys: list[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        message = _("These keys stand more than once: %(keys)s. Each needs a key of its own.")
        raise IncompleteSystem(message % {"keys": listed(twice)})
