"""What bookings and stays say to privacy: what stands in the way of an erasure, and what else has to go."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import business_day_start
from guests.choices import ErasureBasis
from guests.models import Document, Guest
from guests.privacy.family import Family
from guests.privacy.obstacles import Obstacle, register_obstacle
from guests.privacy.places import register_forgetting, register_impersonal
from guests.privacy.retention import RetentionKind, register_kind
from guests.privacy.words import Words
from guests.services.erasing import CannotErase, erase_guest
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import (
    BookingImport,
    Channel,
    Charge,
    CodeMapping,
    ImportedChunk,
    Outlet,
    QuarantineItem,
    Reservation,
    ReservationLine,
    Room,
    RoomType,
    Stay,
    TouchedGuest,
)

LAST_DEPARTURE = gettext_lazy("from the last departure")


def register_all() -> None:
    register_obstacle("bookings", bookings_in_the_way)
    register_forgetting("bookings", forget_bookings)
    register_forgetting("import_files", forget_in_files)
    register_impersonal("the house and its codes", Channel, CodeMapping, Outlet, Room, RoomType)
    register_impersonal("names of files; the files themselves are gone through", BookingImport)
    register_impersonal("numbers of rows only", ImportedChunk, TouchedGuest)
    for kind in (
        RetentionKind(
            "guest_file",
            gettext_lazy("Guest file"),
            gettext_lazy("from the last departure; without a stay from the last change"),
            end=end_files,
            due=lambda before: files_over(before).count(),
            began=last_departure,
            chunk=20,
        ),
        RetentionKind(
            "registration",
            gettext_lazy("Registration of persons staying"),
            LAST_DEPARTURE,
            began=last_departure,
        ),
        RetentionKind(
            "invoices",
            gettext_lazy("Invoices and folios with a name"),
            gettext_lazy("from the last charge"),
            began=last_charge,
        ),
        RetentionKind(
            "documents",
            gettext_lazy("Numbers of identity documents"),
            LAST_DEPARTURE,
            end=end_documents,
            due=lambda before: documents_over(before).count(),
        ),
        RetentionKind(
            "quarantine",
            gettext_lazy("Settled messages in quarantine"),
            gettext_lazy("from the day they came"),
            end=end_quarantine,
            due=lambda before: quarantine_over(before).count(),
        ),
    ):
        register_kind(kind)


# --- What stands in the way ------------------------------------------------------------------------------
def bookings_in_the_way(family: Family, on: date) -> Iterator[Obstacle]:
    """In the house, expected, or with a bill that is still open."""
    lines = (
        ReservationLine.objects.filter(_his_lines(family)).select_related("reservation", "room").distinct()
    )
    for line in lines.filter(Q(status=Status.IN_HOUSE) | Q(stays__status=StayStatus.IN_HOUSE)):
        words = _("He is in the house, room %(room)s, and his bill is open. Check him out first.")
        yield Obstacle(
            words % {"room": line.room or "—"},
            until=line.departure,
            url=line.reservation.get_absolute_url(),
        )
    for line in lines.filter(status__in=EXPECTED, departure__gte=on).order_by("arrival", "pk"):
        words = _("He has a booking, %(number)s, from %(arrival)s to %(departure)s. Cancel it, or wait.")
        facts = {
            "number": line.reservation.confirmation,
            "arrival": line.arrival.isoformat(),
            "departure": line.departure.isoformat(),
        }
        yield Obstacle(words % facts, until=line.departure, url=line.reservation.get_absolute_url())


def last_departure(family: Family) -> date | None:
    took_place = [StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT]
    stays = Stay.objects.filter(guest__in=family.ids, status__in=took_place)
    return stays.aggregate(day=Max("departure"))["day"]


def last_charge(family: Family) -> date | None:
    return Charge.objects.filter(stay__guest__in=family.ids).aggregate(day=Max("business_date"))["day"]


# --- What has to go besides what hangs on him --------------------------------------------------------------
def forget_bookings(family: Family, words: Words) -> int:
    """Mark every booking he had a part in, and let go of the messages about it; the booking itself stays.

    From now on nothing is stored of what its source says about people (see services.push).
    """
    his = Reservation.objects.filter(
        Q(guest__in=family.ids) | Q(booker__in=family.ids) | Q(lines__stays__guest__in=family.ids)
    )
    known = list(his.order_by("pk").values_list("pk", "external_id", "confirmation").distinct())
    ids = [pk for pk, *_numbers in known]
    numbers = [number for _pk, *numbers in known for number in numbers]
    Reservation.objects.filter(pk__in=ids).update(is_erased=True)
    same_booking = Reservation.objects.filter(
        pk__in=ids, source=OuterRef("source"), external_id=OuterRef("external_id")
    )
    charges = Q(kind=QuarantineItem.Kind.CHARGE, payload__reservation__in=numbers)
    messages = QuarantineItem.objects.filter(Q(reservation__in=ids) | Exists(same_booking) | charges)
    return len(ids) + messages.delete()[0]


def forget_in_files(family: Family, words: Words) -> int:
    """Mask his words in every file of an import that is still there; how many files changed."""
    folder = BookingImport.folder()
    if not words or not folder.exists():
        return 0
    return sum(_masked_in_place(path, words) for path in sorted(folder.glob("*.csv")))


def _masked_in_place(path: Path, words: Words) -> bool:
    """Line by line into a new file that takes the old one's place; its age stays, so that it goes in its time."""
    new, changed = path.with_suffix(".masking"), False
    with (
        path.open(encoding="utf-8", errors="surrogateescape", newline="") as old,
        new.open("w", encoding="utf-8", errors="surrogateescape", newline="") as masked,
    ):
        for line in old:
            clean = words.masked(line)
            changed = changed or clean != line
            masked.write(clean)
    if not changed:
        new.unlink()
        return False
    stood = path.stat()
    os.utime(new, (stood.st_atime, stood.st_mtime))
    new.replace(path)
    return True


# --- What goes when its term is over -----------------------------------------------------------------------
def files_over(before: date) -> QuerySet[Guest]:
    """Files whose last departure was on `before` or earlier; without any stay or booking since."""
    since = business_day_start(before)
    active = ReservationLine.objects.filter(departure__gt=before)
    return (
        Guest.objects.current()
        .filter(erased_at__isnull=True, created_at__lt=since)
        .filter(
            ~Exists(Stay.objects.filter(guest=OuterRef("pk"), departure__gt=before)),
            ~Exists(active.filter(reservation__guest=OuterRef("pk"))),
            ~Exists(active.filter(reservation__booker=OuterRef("pk"))),
        )
        .filter(
            Exists(Stay.objects.filter(guest=OuterRef("pk"), status=StayStatus.CHECKED_OUT))
            | Q(updated_at__lt=since)
        )
    )


def end_files(before: date, limit: int) -> int:
    """Erase up to `limit` guests over their term; those with something in the way are passed over."""
    now, erased = timezone.now(), 0
    for guest in files_over(before).order_by("pk").iterator(chunk_size=200):
        try:
            erase_guest(guest=guest, basis=ErasureBasis.TERM, on=timezone.localdate(now), at=now)
        except CannotErase:
            continue
        erased += 1
        if erased == limit:
            break
    return erased


def documents_over(before: date) -> QuerySet[Document]:
    """Documents of guests who left on `before` or earlier and are neither here nor expected."""
    later = Stay.objects.filter(guest=OuterRef("guest"), departure__gt=before).exclude(status=StayStatus.VOID)
    return Document.objects.filter(~Exists(later), created_at__lt=business_day_start(before))


def end_documents(before: date, limit: int) -> int:
    """The documents and what the history knows of them."""
    ids = list(documents_over(before).order_by("pk").values_list("pk", flat=True)[:limit])
    Document.objects.filter(pk__in=ids).delete()
    Document._meta.get_field("events").related_model.objects.filter(pgh_obj_id__in=ids).delete()
    return len(ids)


def quarantine_over(before: date) -> QuerySet[QuarantineItem]:
    settled = QuarantineItem.objects.exclude(status=QuarantineItem.Status.OPEN)
    return settled.filter(created_at__lt=business_day_start(before))


def end_quarantine(before: date, limit: int) -> int:
    old = quarantine_over(before).order_by("pk").values("pk")[:limit]
    return QuarantineItem.objects.filter(pk__in=old).delete()[0]


def _his_lines(family: Family) -> Q:
    return (
        Q(reservation__guest__in=family.ids)
        | Q(reservation__booker__in=family.ids)
        | Q(stays__guest__in=family.ids)
    )
