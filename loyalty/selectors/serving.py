"""The service matrix, and what was given on a stay."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from guests.models import Guest
from loyalty.giving_choices import Entitlement, Standard
from loyalty.matrix import price_of, standard_of
from loyalty.models import Membership, Service, ServiceCell, ServiceClass, ServiceGiven
from reservations.choices import StayStatus
from reservations.models import Stay


@dataclass(frozen=True)
class MatrixRow:
    """`cells`: how each standard comes by the service, in the order of Standard."""

    service: Service
    cells: tuple[Entitlement, ...]


@dataclass(frozen=True)
class Servable:
    """A service as it may be given to one guest; `price` is what he would pay."""

    service: Service
    entitlement: Entitlement
    price: Decimal

    @property
    def is_for_him(self) -> bool:
        return self.entitlement != Entitlement.NONE


def matrix(*, with_inactive: bool = False) -> list[MatrixRow]:
    """Every service with its cells; two queries."""
    services = Service.objects.prefetch_related("cells")
    return [_row(each) for each in (services if with_inactive else services.filter(is_active=True))]


def _row(service: Service) -> MatrixRow:
    how = {cell.standard: Entitlement(cell.entitlement) for cell in service.cells.all()}
    return MatrixRow(service, tuple(how.get(standard, Entitlement.NONE) for standard in Standard))


def standard_of_guest(guest: Guest) -> Standard:
    """By which standard he is served; two queries."""
    known = ServiceClass.objects.filter(guest=guest).values_list("guest_class", flat=True).first()
    order = Membership.objects.filter(guest=guest).values_list("tier__order", flat=True).first()
    return standard_of(known or "", order)


def entitlement_of(service: Service, standard: Standard) -> Entitlement:
    cell = ServiceCell.objects.filter(service=service, standard=standard).first()
    return Entitlement(cell.entitlement) if cell else Entitlement.NONE


def servable(standard: Standard) -> list[Servable]:
    """What can be given to guests of `standard`, what they are entitled to first."""
    place = list(Standard).index(standard)
    rows = [(row.service, row.cells[place]) for row in matrix()]
    found = [Servable(service, how, price_of(how, service.price, 1)) for service, how in rows]
    return sorted(found, key=lambda each: list(Entitlement).index(each.entitlement))


def stay_in_house(guest: Guest) -> Stay | None:
    """The stay on which he can be served now."""
    stays = Stay.objects.filter(guest=guest, status=StayStatus.IN_HOUSE)
    return stays.select_related("line__reservation", "room").order_by("-is_payer", "pk").first()


def given_on(stay: Stay) -> QuerySet[ServiceGiven]:
    """What he got on this stay, newest first, without what was taken back."""
    return counted().filter(stay=stay).select_related("service", "given_by")


def counted() -> QuerySet[ServiceGiven]:
    return ServiceGiven.objects.filter(withdrawn_at__isnull=True)


def given_between(first, last) -> list[dict[str, Any]]:
    """{service, how often, cost, price} of what was given on these business dates, the dearest first."""
    rows = counted().filter(business_date__range=(first, last)).order_by()
    sums = rows.values("service").annotate(pieces=Sum("quantity"), cost=Sum("cost"), price=Sum("price"))
    named = Service.objects.in_bulk([row["service"] for row in sums])
    found = [row | {"service": named[row["service"]]} for row in sums]
    return sorted(found, key=lambda row: (-row["cost"], row["service"].order))
