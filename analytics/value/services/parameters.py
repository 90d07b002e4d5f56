"""Versions of the parameters: added, never changed, so that every old run keeps its own."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import MODELS, ThresholdKind
from analytics.value.models import StayForecast, ValueParameters
from common.errors import HotelError

#: What two versions may differ in.
SETTINGS = (
    "periods",
    "period",
    "discount_rate",
    "estimator",
    "is_falling",
    "ccv_threshold",
    "ccv_threshold_at",
    "cpv_threshold",
    "cpv_threshold_at",
    "weights",
    "income_bands",
)


def parameters_on(on: date) -> ValueParameters:
    """The newest version valid on `on`; the first call of a new hotel makes the default version."""
    newest = ValueParameters.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    if newest is None:
        newest = ValueParameters.objects.order_by("valid_from", "pk").first()
    return newest or ValueParameters.objects.create(valid_from=on)


@transaction.atomic
def change_parameters(*, settings: dict, valid_from: date, note: str, by: str) -> ValueParameters:
    """Add a version that differs from today's in `settings` (names of SETTINGS), valid from `valid_from`.

    Raises HotelError naming the field; an unchanged version is not stored twice.
    """
    current = parameters_on(valid_from)
    fields = model_to_dict(current, fields=SETTINGS) | settings
    if fields == model_to_dict(current, fields=SETTINGS):
        raise HotelError(_("Nothing differs from the version in force."))
    version = draft(fields, valid_from=valid_from, note=note, by=by)
    version.save()
    return version


def draft(fields: dict, *, valid_from: date, note: str = "", by: str = "") -> ValueParameters:
    """An unsaved, checked version; HotelError names the first field that cannot be."""
    version = ValueParameters(**fields, valid_from=valid_from, note=note, created_by=by)
    try:
        version.full_clean(exclude=["weights", "income_bands"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise HotelError(messages[0], field=name) from None
    _check_threshold(version, "ccv", highest=None)
    _check_threshold(version, "cpv", highest=Decimal(100))
    if version.estimator in MODELS and not StayForecast.objects.filter(kind=version.estimator).exists():
        raise HotelError(
            _("This model has not been fitted to the guests yet: start it on the page Forecast of stays."),
            field="estimator",
        )
    weights = version.weight_of.values()
    if min(weights) < 0 or not any(weights):
        raise HotelError(_("Weights are zero or more, and at least one is more than zero."), field="weights")
    return version


def _check_threshold(version: ValueParameters, which: str, *, highest: Decimal | None) -> None:
    kind, at = getattr(version, f"{which}_threshold"), getattr(version, f"{which}_threshold_at")
    if kind in (ThresholdKind.MEAN, ThresholdKind.MEDIAN):
        return
    name = f"{which}_threshold_at"
    if at is None:
        raise HotelError(_("A percentile or a fixed amount needs its figure."), field=name)
    limit = Decimal(100) if kind == ThresholdKind.PERCENTILE else highest
    if limit is not None and not 0 <= at <= limit:
        raise HotelError(_("The figure lies between 0 and %(limit)s.") % {"limit": limit}, field=name)
