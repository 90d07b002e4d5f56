"""What machines sent and we could not wholly understand: kept, answered by staff, replayed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.machines.shapes import Reading
from reservations.charge_messages import read_charges
from reservations.models import CodeMapping, QuarantineItem, Reservation
from reservations.push_messages import Message, read_booking, seal_documents, unseal_documents
from reservations.push_rules import Verdict
from reservations.quarantine_reasons import MAPPED_BY, PASSING, VERSION_CONFLICT
from reservations.selectors.codes import load_codes
from reservations.services.push_state import Case

LONGEST = 120
REPLAY_BATCH = 500
#: After so long nothing comes by itself any more.
PASSES_WITHIN = timedelta(days=7)


def keep_doubts(cases: Sequence[Case], *, at: datetime) -> None:
    """Open an item for each doubt, refresh those that stay open, close those that the message has answered."""
    judged = [case for case in cases if case.doubts or (case.known and case.decision.writes)]
    open_items = _open_items([case for case in judged if case.known])
    new, refreshed, answered, superseded = [], [], [], []
    for case in judged:
        items = open_items.get(case.message.external_id, {})
        keeps = case.doubts and not case.is_erased
        payload = seal_documents(dict(case.message.payload)) if keeps else {}
        keys = dict.fromkeys(_key(doubt) for doubt in case.doubts)
        for key in keys:
            if key in items:
                items[key].payload = payload
                refreshed.append(items[key])
            else:
                new.append(_item(case, key, payload))
        if case.decision.verdict in (Verdict.CREATED, Verdict.CHANGED):
            gone = [item for key, item in items.items() if key not in keys]
            moot = [item for item in gone if _is_moot(item, case)]
            superseded += moot
            answered += [item for item in gone if item not in moot]
    if new:
        QuarantineItem.objects.bulk_create(new, ignore_conflicts=True)
    if refreshed:
        QuarantineItem.objects.bulk_update(refreshed, ["payload"])
    _close(answered, QuarantineItem.Status.REPLAYED, at)
    _close(superseded, QuarantineItem.Status.DISMISSED, at)


def keep_conflicts(messages: Sequence[Message]) -> None:
    """Keep messages that were refused for other content under the same version, when nothing else was kept."""
    erased = set(
        Reservation.objects.filter(
            is_erased=True,
            source__in={message.source for message in messages},
            external_id__in=[message.external_id for message in messages],
        ).values_list("source", "external_id")
    )
    messages = [message for message in messages if (message.source, message.external_id) not in erased]
    QuarantineItem.objects.bulk_create(
        [
            QuarantineItem(
                kind=QuarantineItem.Kind.RESERVATION,
                source=message.source,
                external_id=message.external_id,
                reason=VERSION_CONFLICT,
                field="/version",
                value=str(message.version),
                payload=seal_documents(dict(message.payload)),
            )
            for message in messages
        ],
        ignore_conflicts=True,
    )


def _open_items(cases: Sequence[Case]) -> dict[str, dict[tuple, QuarantineItem]]:
    if not cases:
        return {}
    found: dict[str, dict[tuple, QuarantineItem]] = defaultdict(dict)
    rows = QuarantineItem.objects.filter(
        kind=QuarantineItem.Kind.RESERVATION,
        status=QuarantineItem.Status.OPEN,
        source=cases[0].message.source,
        external_id__in=[case.message.external_id for case in cases],
    )
    for item in rows:
        found[item.external_id][item.reason, item.field, item.value] = item
    return found


def _is_moot(item: QuarantineItem, case: Case) -> bool:
    """Two contents under one version: of no interest once a newer version has come."""
    return item.reason == VERSION_CONFLICT and item.value != str(case.message.version)


def _key(doubt) -> tuple[str, str, str]:
    return doubt.reason, doubt.field[:LONGEST], str(doubt.value)[:LONGEST]


def _item(case: Case, key: tuple[str, str, str], payload: dict) -> QuarantineItem:
    reason, field, value = key
    return QuarantineItem(
        kind=QuarantineItem.Kind.RESERVATION,
        source=case.message.source,
        external_id=case.message.external_id,
        reason=reason,
        field=field,
        value=value,
        payload=payload,
        reservation=case.reservation,
    )


def _close(items: Iterable[QuarantineItem], status: str, at: datetime, by=None) -> int:
    ids = [item.pk for item in items]
    if not ids:
        return 0
    open_items = QuarantineItem.objects.filter(pk__in=ids, status=QuarantineItem.Status.OPEN)
    return open_items.update(status=status, resolved_at=at, resolved_by=by)


@transaction.atomic
def map_code(*, source: str, kind: str, external_code: str, code: str, at: datetime, by=None) -> int:
    """From now on `external_code` of `source` means our `code`; everything that waited for it is replayed.

    Returns how many items this answered. Raises HotelError when there is no such code of ours.
    """
    if load_codes("", {kind: [code]}).get(kind, code) is None:
        raise HotelError(
            _("There is no “%(code)s” here. Choose one of the list.") % {"code": code}, field="code"
        )
    CodeMapping.objects.update_or_create(
        source=source, kind=kind, external_code=external_code, defaults={"code": code}
    )
    reasons = [reason for reason, mapped in MAPPED_BY.items() if mapped == kind]
    waiting = QuarantineItem.objects.filter(
        status=QuarantineItem.Status.OPEN, source=source, reason__in=reasons, value=external_code[:LONGEST]
    )
    return replay(items=waiting, at=at, by=by)


@transaction.atomic
def replay(*, items: Iterable[QuarantineItem], at: datetime, by=None) -> int:
    """Take the kept messages in once more; how many of `items` are answered by that.

    An item stays open, with its reason, where the message still cannot be understood.
    """
    wanted = [item for item in items if item.status == QuarantineItem.Status.OPEN]
    by_source: dict[str, dict[str, QuarantineItem]] = defaultdict(dict)
    charges: dict[str, dict[str, QuarantineItem]] = defaultdict(dict)
    for item in sorted(wanted, key=lambda item: item.pk):
        table = by_source if item.kind == QuarantineItem.Kind.RESERVATION else charges
        table[item.source][item.external_id] = item
    for source, kept in by_source.items():
        _replay_bookings(source, list(kept.values()), at)
    for source, kept in charges.items():
        _replay_charges(source, list(kept.values()), at)
    answered = QuarantineItem.objects.filter(pk__in=[item.pk for item in wanted]).exclude(status="open")
    if by is not None:
        answered.update(resolved_by=by)
    return answered.count()


def replay_passing(*, at: datetime) -> int:
    """Try again what needs no decision, only a message that may have come meanwhile; newest first, a batch at most.

    Items older than PASSES_WITHIN are left to people.
    """
    waiting = QuarantineItem.objects.filter(
        status=QuarantineItem.Status.OPEN, reason__in=PASSING, created_at__gt=at - PASSES_WITHIN
    )
    return replay(items=list(waiting.order_by("-created_at")[:REPLAY_BATCH]), at=at)


def dismiss(*, items: Iterable[QuarantineItem], at: datetime, by=None) -> int:
    """Staff decided that these need nothing more; how many were still open."""
    return _close(items, QuarantineItem.Status.DISMISSED, at, by)


def _replay_bookings(source: str, items: Sequence[QuarantineItem], at: datetime) -> None:
    from reservations.services.push import push_bookings

    for start in range(0, len(items), REPLAY_BATCH):
        chunk = items[start : start + REPLAY_BATCH]
        messages = [
            read_booking(
                unseal_documents(item.payload), source=source, external_id=item.external_id, reading=Reading()
            )
            for item in chunk
        ]
        push_bookings(source=source, messages=[m for m in messages if m], received_at=at, forced=True)


def _replay_charges(source: str, items: Sequence[QuarantineItem], at: datetime) -> None:
    from reservations.services.charges import post_charges

    for start in range(0, len(items), REPLAY_BATCH):
        payloads = [item.payload for item in items[start : start + REPLAY_BATCH]]
        messages, _readings = read_charges(payloads, source=source)
        post_charges(source=source, charges=[m for m in messages if m], received_at=at)
