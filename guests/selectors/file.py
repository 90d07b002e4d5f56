"""A guest's file as its page shows it, and whom a contact belongs to already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from common.crypto import keyed_hash
from guests.choices import AlertKind
from guests.contacts import document_key, is_masked_email, parse_email, parse_phone
from guests.models import Alert, Consent, Guest, GuestEmail, GuestPhone, Note

#: A merge of a merge of a merge: more steps than that are a mistake in the data.
LONGEST_CHAIN = 10
HOLDERS_SHOWN = 5


def guest_by_number(number: str) -> Guest:
    """The guest of this number, merged or not; Http404 if there is none."""
    return get_object_or_404(Guest.objects.select_related("account", "referred_by", "vip_by"), number=number)


def survivor_of(guest: Guest) -> Guest:
    """The file into which `guest` was merged, directly or by steps; himself if he was not."""
    for _step in range(LONGEST_CHAIN):
        if guest.merged_into_id is None:
            return guest
        guest = guest.merged_into
    return guest


def blacklisting(guest: Guest, on: date) -> Alert | None:
    """The entry by which he is on the blacklist on `on`."""
    entries = [
        alert
        for alert in alerts_in_force(guest, on)
        if alert.kind == AlertKind.BLACKLIST and alert.starts_on <= on
    ]
    return max(entries, key=lambda entry: entry.ends_on, default=None)


def alerts_in_force(guest: Guest, on: date) -> list[Alert]:
    """What staff must know now, the blacklist first; also what begins later, since it was decided already.

    Asked for once for all parts of a page: they share the instance of its guest.
    """
    if not hasattr(guest, "shown_alerts"):
        guest.shown_alerts = {}
    if on not in guest.shown_alerts:
        still_open = Q(closed_at__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        alerts = guest.alerts.filter(still_open).select_related("approved_by")
        guest.shown_alerts[on] = list(alerts.order_by("-kind", "starts_on", "pk"))
    return guest.shown_alerts[on]


def notes_for(guest: Guest, user) -> QuerySet[Note]:
    """The notes that `user` may read, newest first."""
    notes = guest.notes.select_related("author")
    return notes if user.has_perm("guests.view_confidential_note") else notes.filter(is_confidential=False)


def consents_in_force(guest: Guest) -> QuerySet[Consent]:
    """The newest line of every purpose and channel."""
    return (
        guest.consents.order_by("purpose", "channel", "-at", "-pk")
        .distinct("purpose", "channel")
        .select_related("recorded_by")
    )


def consents_of(guest: Guest, *, newest: int) -> tuple[list[Consent], list[Consent]]:
    """(what holds, the `newest` lines of the log, newest first); one query, two for a long log."""
    log = list(guest.consents.select_related("recorded_by").order_by("-at", "-pk")[: newest + 1])
    if len(log) > newest:
        return list(consents_in_force(guest)), log[:newest]
    latest: dict[tuple[str, str], Consent] = {}
    for consent in log:
        latest.setdefault((consent.purpose, consent.channel), consent)
    return [latest[key] for key in sorted(latest)], log


@dataclass(frozen=True)
class Holder:
    """A guest whose file has this phone, address or document already; nothing is joined by itself.

    Of the blacklist (`what`) `value` is the reason.
    """

    guest: Guest
    what: str
    value: str


def holders(
    *,
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    document: str = "",
    country: str = "CN",
    but=None,
) -> list[Holder]:
    """Whose contacts these are already, `but` one guest left out; at most three queries.

    Half-typed values belong to nobody. Agencies' made-up addresses say nothing about a person.
    """
    found = []
    numbers = [phone.number for phone in map(parse_phone, phones) if phone]
    if numbers:
        rows = _current(GuestPhone.objects.filter(number__in=numbers), but)
        found += [Holder(row.guest, "phone", row.number) for row in rows]
    addresses = [address for address in map(parse_email, emails) if address and not is_masked_email(address)]
    if addresses:
        rows = _current(GuestEmail.objects.filter(address__in=addresses), but)
        found += [Holder(row.guest, "email", row.address) for row in rows]
    if document_key(document):
        number_hash = keyed_hash(country, document_key(document))
        rows = Guest.objects.current().filter(documents__number_hash=number_hash).exclude(pk=but and but.pk)
        found += [Holder(guest, "document", "") for guest in rows[:HOLDERS_SHOWN]]
    return found


def blacklisted_namesakes(name: str, *, on: date) -> list[Holder]:
    """Who stands on the blacklist on `on` under exactly this name, in characters or latin letters; one query."""
    same = Q(guest__name__iexact=name.strip()) | Q(guest__latin_name__iexact=name.strip())
    entries = Alert.objects.filter(
        same,
        kind=AlertKind.BLACKLIST,
        closed_at=None,
        starts_on__lte=on,
        ends_on__gte=on,
        guest__merged_into=None,
    )
    return [Holder(entry.guest, "blacklist", entry.reason) for entry in entries.select_related("guest")]


def _current(contacts: QuerySet, but: Guest | None) -> QuerySet:
    others = contacts.filter(guest__merged_into__isnull=True).exclude(guest=but and but.pk)
    return others.select_related("guest")[:HOLDERS_SHOWN]
