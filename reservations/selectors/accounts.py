"""What an account brings: its guests, stays and revenue."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, ExtractYear

from common.money import ZERO
from guests.models import Account, Guest
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Charge, Stay

#: A year back from the day asked about.
YEAR = timedelta(days=365)
SHOWN_GUESTS = 20
SHOWN_STAYS = 20


@dataclass(frozen=True)
class YearOfAccount:
    """What was posted to the stays booked under an account in one calendar year, by outlet category."""

    year: int
    total: Decimal
    shares: tuple[tuple[OutletCategory, Decimal], ...]


@dataclass(frozen=True)
class AccountFile:
    """An account with its figures; stays and nights are the completed ones booked under it.

    `guests` are its newest (by last departure), each with `stays_under`, `spend_under`, `last_under`; `stays`
    the newest stays, also those to come.
    """

    account: Account
    guest_count: int
    stay_count: int
    nights: int
    coming: int
    years: tuple[YearOfAccount, ...]
    guests: tuple[Guest, ...]
    stays: tuple[Stay, ...]

    @property
    def revenue(self) -> Decimal:
        return sum((year.total for year in self.years), ZERO)


def accounts_with_guests() -> QuerySet[Account]:
    """Annotates `guest_count`."""
    guests = Guest.objects.filter(account=OuterRef("pk"), merged_into__isnull=True).order_by()
    counted = guests.values("account").annotate(n=Count("pk")).values("n")
    return Account.objects.annotate(guest_count=Coalesce(Subquery(counted), Value(0)))


def with_a_year(accounts: QuerySet[Account], on: date) -> QuerySet[Account]:
    """Annotates `nights` and `revenue` of the stays completed in the year before `on`; reads all their stays."""
    stays = Stay.objects.filter(
        line__reservation__account=OuterRef("pk"),
        status=StayStatus.CHECKED_OUT,
        departure__gt=on - YEAR,
        departure__lte=on,
    ).order_by()
    grouped = stays.values("line__reservation__account")
    return accounts.annotate(
        nights=Coalesce(Subquery(grouped.annotate(n=Sum("nights")).values("n")), Value(0)),
        revenue=Coalesce(Subquery(grouped.annotate(n=Sum("spend")).values("n")), Value(ZERO)),
    )


def account_file(account: Account) -> AccountFile:
    """Everything the account's page shows; six queries whatever its size."""
    under = Stay.objects.filter(line__reservation__account=account)
    gone, coming = Q(status=StayStatus.CHECKED_OUT), Q(status__in=[StayStatus.EXPECTED, StayStatus.IN_HOUSE])
    sums = under.aggregate(
        stays=Count("pk", filter=gone), nights=Sum("nights", filter=gone), coming=Count("pk", filter=coming)
    )
    newest = (
        under.exclude(status=StayStatus.VOID)
        .select_related("guest", "room", "line__reservation", "line__room_type")
        .order_by("-arrival", "-pk")[:SHOWN_STAYS]
    )
    return AccountFile(
        account=account,
        guest_count=Guest.objects.filter(account=account, merged_into__isnull=True).count(),
        stay_count=sums["stays"],
        nights=sums["nights"] or 0,
        coming=sums["coming"],
        years=_years(account),
        guests=_guests(account),
        stays=tuple(newest),
    )


def _years(account: Account) -> tuple[YearOfAccount, ...]:
    rows = (
        Charge.objects.filter(stay__line__reservation__account=account)
        .annotate(year=ExtractYear("business_date"))
        .values("year", "outlet__category")
        .annotate(amount=Sum("amount"))
        .order_by("-year", "-amount")
    )
    shares: dict[int, list[tuple[OutletCategory, Decimal]]] = defaultdict(list)
    for row in rows:
        shares[row["year"]].append((OutletCategory(row["outlet__category"]), row["amount"]))
    return tuple(
        YearOfAccount(year, sum((amount for _, amount in found), ZERO), tuple(found))
        for year, found in shares.items()
    )


def _guests(account: Account) -> tuple[Guest, ...]:
    here = Q(stays__line__reservation__account=account, stays__status=StayStatus.CHECKED_OUT)
    guests = (
        Guest.objects.filter(account=account, merged_into__isnull=True)
        .annotate(
            stays_under=Count("stays", filter=here),
            spend_under=Coalesce(Sum("stays__spend", filter=here), Value(ZERO)),
            last_under=Max("stays__departure", filter=here),
        )
        .order_by("-spend_under", "-pk")
    )
    return tuple(guests[:SHOWN_GUESTS])
