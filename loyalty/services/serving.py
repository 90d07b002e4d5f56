"""Services are given on a stay, and taken back; the matrix is changed."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from loyalty.giving_choices import Entitlement
from loyalty.matrix import price_of
from loyalty.models import Service, ServiceCell, ServiceGiven
from loyalty.selectors.own import require_another
from loyalty.selectors.serving import entitlement_of, standard_of_guest
from loyalty.services.folio import post_on_folio
from reservations.choices import StayStatus
from reservations.models import Stay

MOST = 20


@transaction.atomic
def give_service(
    *,
    stay: Stay,
    service: Service,
    by,
    on: date,
    at: datetime,
    key: UUID,
    quantity: int = 1,
    is_free: bool = False,
) -> ServiceGiven:
    """Write down that a guest in the house got `service`; on request with a price it is posted on his folio.

    `is_free`: out of goodwill, also what his standard does not hold. `key` is made by who asks: asked twice, it is
    given once. Raises HotelError where he is not in the house, for what his standard does not hold, ForHimself
    where somebody would give to himself; nothing is written then.
    """
    done = ServiceGiven.objects.filter(key=key).first()
    if done is not None:
        return done
    if stay.status != StayStatus.IN_HOUSE:
        raise HotelError(_("Services are given to guests in the house; he is not."), code="not-in-house")
    if not service.is_active:
        raise HotelError(
            _("“%(service)s” is not offered any more.") % {"service": service.name}, field="service"
        )
    if not 1 <= quantity <= MOST:
        message = _("%(n)s pieces are not possible: enter 1 to %(most)s.")
        raise HotelError(message % {"n": quantity, "most": MOST}, field="quantity")
    standard = standard_of_guest(stay.guest)
    entitlement = Entitlement.NONE if is_free else entitlement_of(service, standard)
    if entitlement == Entitlement.NONE:
        require_another(by, stay.guest)
        if not is_free:
            message = _(
                "“%(service)s” is not for his standard (%(standard)s). Give it out of goodwill, or not at all."
            )
            raise HotelError(message % {"service": service.name, "standard": standard.label}, field="service")
    price = price_of(entitlement, service.price, quantity)
    given, is_new = ServiceGiven.objects.get_or_create(
        key=key,
        defaults={
            "stay": stay, "service": service, "quantity": quantity, "standard": standard, "entitlement": entitlement,
            "cost": service.cost * quantity, "price": price, "is_posted": price > 0, "business_date": on,
            "given_at": at, "given_by": by,
        },
    )  # fmt: skip
    if is_new and price > 0:
        _charge(given, at)
    return given


@transaction.atomic
def withdraw_service(*, given: ServiceGiven, by, at: datetime) -> ServiceGiven:
    """He did not get it after all: it counts no more, and what was posted is posted back; twice changes nothing."""
    given = (
        ServiceGiven.objects.select_for_update(of=("self",))
        .select_related("stay__line__reservation", "service")
        .get(pk=given.pk)
    )
    if given.withdrawn_at is not None:
        return given
    given.withdrawn_at, given.withdrawn_by = at, by
    given.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if given.is_posted:
        _charge(given, at, back=True)
    return given


@transaction.atomic
def set_cells(*, service: Service, how: Mapping[str, str]) -> None:
    """How each standard comes by `service`: standard → entitlement, of those that are named."""
    for standard, entitlement in how.items():
        ServiceCell.objects.update_or_create(
            service=service, standard=standard, defaults={"entitlement": entitlement}
        )


def _charge(given: ServiceGiven, at: datetime, *, back: bool = False) -> None:
    post_on_folio(
        stay=given.stay,
        number=f"service-{given.pk}-back" if back else f"service-{given.pk}",
        category=given.service.category,
        description=given.service.name_zh,
        amount=-given.price if back else given.price,
        at=at,
    )
