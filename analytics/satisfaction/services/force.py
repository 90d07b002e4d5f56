"""Which weighting holds from which day: put in force, taken back, never forgotten."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.satisfaction.choices import Status, Subject
from analytics.satisfaction.models import InForce, Weighting
from analytics.value.services.parameters import change_parameters, parameters_on
from common.errors import HotelError

#: The weights of CPV are kept as points of a hundred, so that equal weights are equal text.
POTENTIAL_PLACES = Decimal("0.01")


@transaction.atomic
def put_in_force(
    *, weighting: Weighting, on: date, by: str, why: str = "", is_rollback: bool = False
) -> InForce:
    """Let a decided weighting hold from `on` on; the one before it becomes past.

    Scores already computed keep their weights. A weighting of CPV becomes a new version of the value
    parameters, with which the next night counts. HotelError where it is not decided or already in force.
    """
    siblings = Weighting.objects.select_for_update().filter(
        subject=weighting.subject, system=weighting.system_id
    )
    held = {one.pk: one for one in siblings.order_by("pk")}[weighting.pk]
    if not held.is_decided:
        raise HotelError(_("Only a weighting that is decided can be put in force."))
    if held.status == Status.IN_FORCE and not changed_by_hand(held, on):
        raise HotelError(_("This weighting is in force already."))
    siblings.filter(status=Status.IN_FORCE).update(status=Status.RETIRED)
    Weighting.objects.filter(pk=held.pk).update(status=Status.IN_FORCE)
    weighting.status = Status.IN_FORCE
    if held.subject == Subject.POTENTIAL:
        _set_potential(held, on=on, by=by)
    return InForce.objects.create(
        weighting=held, valid_from=on, created_by=by, why=why.strip(), is_rollback=is_rollback
    )


@transaction.atomic
def roll_back(*, weighting: Weighting, on: date, by: str, why: str = "") -> InForce:
    """Take back the weighting that is in force: the one that held before it holds again from `on` on."""
    if weighting.status != Status.IN_FORCE:
        raise HotelError(_("Only the weighting in force can be taken back."))
    before = earlier_of(weighting)
    if before is None:
        raise HotelError(_("Nothing was in force before this weighting."))
    return put_in_force(weighting=before, on=on, by=by, why=why, is_rollback=True)


def earlier_of(weighting: Weighting) -> Weighting | None:
    """What held before `weighting` was last put in force on purpose, and not taken back since."""
    terms = InForce.objects.filter(
        weighting__subject=weighting.subject, weighting__system=weighting.system_id
    )
    stack: list[Weighting] = []
    for term in terms.select_related("weighting").order_by("pk"):
        if term.is_rollback and len(stack) > 1:
            stack.pop()
        elif not stack or stack[-1] != term.weighting:
            stack.append(term.weighting)
    return stack[-2] if len(stack) > 1 else None


def potential_points(weighting: Weighting) -> dict[str, str]:
    """Weights of CPV as the value parameters keep them: points of a hundred, as text."""
    return {
        item: f"{(weight * 100).quantize(POTENTIAL_PLACES).normalize():f}"
        for item, weight in weighting.weights.values_list("item", "weight")
    }


def _shares(weights: dict[str, Decimal]) -> dict[str, Decimal]:
    total = sum(weights.values()) or Decimal(1)
    return {key: (weight / total).quantize(POTENTIAL_PLACES / 100) for key, weight in weights.items()}


def changed_by_hand(weighting: Weighting, on: date) -> bool:
    """Whether the value parameters weigh otherwise than `weighting`, which is in force."""
    if weighting.subject != Subject.POTENTIAL:
        return False
    wanted = {key: Decimal(points) for key, points in potential_points(weighting).items()}
    return _shares(parameters_on(on).weight_of) != _shares(wanted)


def _set_potential(weighting: Weighting, *, on: date, by: str) -> None:
    if not changed_by_hand(weighting, on):
        return
    note = _("Weighting %(version)s: %(name)s") % {"version": weighting.version, "name": weighting.title}
    change_parameters(
        settings={"weights": potential_points(weighting)}, valid_from=on, note=note[:200], by=by
    )
