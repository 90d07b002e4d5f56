"""One member: his points, what he redeems, entries by hand, a decision on his tier; and enrolment."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.wording import labelled
from guests.models import Guest
from loyalty import forms
from loyalty.models import Redemption
from loyalty.selectors import ledger
from loyalty.selectors.accounts import purses
from loyalty.selectors.catalogue import offered
from loyalty.selectors.membership import membership_of
from loyalty.services.enrolling import enrol
from loyalty.services.manual import enter_points
from loyalty.services.redeeming import redeem, take_back
from loyalty.services.tiers import lock_tier, unlock_tier
from reservations.choices import StayStatus

ENROLLING, REDEEMING = "loyalty.enrol_guest", "loyalty.add_redemption"
ENTERING, LOCKING = "loyalty.add_manualentry", "loyalty.lock_tier"


def _guest(number: str) -> Guest:
    guest = get_object_or_404(Guest.objects.select_related("merged_into"), number=number)
    return guest.merged_into or guest


@require_safe
@permission_required("loyalty.view_membership", raise_exception=True)
def guest(request, number):
    """His tier, his points lot by lot, the whole ledger, and what can be done."""
    found = _guest(number)
    if found.number != number:
        return redirect("loyalty:guest", found.number)
    on, view = business_date(), membership_of(found)
    context = {"guest": found, "view": view, "on": on, "enrol_form": forms.EnrolForm()}
    if view is not None:
        purse = purses([found.pk]).get(found.pk)
        rewards = offered(on, view.tier.order)
        context |= {
            "lots": purse.lots if purse else (),
            "bookings": ledger.bookings_of(found),
            "redemptions": ledger.redemptions_of(found),
            "is_locked": view.membership.is_locked(on),
            "redeem_form": forms.RedeemForm(rewards=rewards, initial={"key": uuid4()}),
            "points_form": forms.PointsForm(auto_id="id_points_%s"),
            "lock_form": forms.LockForm(auto_id="id_lock_%s"),
        }
    return render(request, "loyalty/guest.html", context)


@require_POST
@permission_required("loyalty.view_membership", raise_exception=True)
def act(request, number, deed):
    """Enrol, redeem, enter points, lock or unlock; a refusal is said on top of the page."""
    if deed not in ACTS:
        raise Http404
    permission, service = ACTS[deed]
    if not request.user.has_perm(permission):
        raise PermissionDenied
    found = _guest(number)
    try:
        said = service(request, found)
    except HotelError as error:
        messages.error(request, error.message)
    else:
        if said:
            messages.success(request, said)
    return redirect("loyalty:guest", found.number)


@require_POST
@permission_required(REDEEMING, raise_exception=True)
def cancel(request, pk):
    """A redemption is taken back."""
    redemption = get_object_or_404(Redemption.objects.select_related("guest"), pk=pk)
    try:
        take_back(redemption=redemption, by=request.user, on=business_date(), at=timezone.now())
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back: the points are his again."))
    return redirect("loyalty:guest", redemption.guest.number)


def _valid(request, form) -> bool:
    if form.is_valid():
        return True
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, labelled(label, " ".join(errors)))
    return False


def _enrol(request, found: Guest) -> str:
    form = forms.EnrolForm(request.POST)
    if not _valid(request, form):
        return ""
    enrol(guest=found, by=request.user, on=business_date(), number=form.cleaned_data["number"])
    return _("%(guest)s is a member now.") % {"guest": found.display_name}


def _redeem(request, found: Guest) -> str:
    on, view = business_date(), membership_of(found)
    form = forms.RedeemForm(request.POST, rewards=offered(on, view.tier.order if view else 0))
    if not _valid(request, form):
        return ""
    here = found.stays.filter(status=StayStatus.IN_HOUSE).select_related("line__reservation").first()
    made = redeem(guest=found, by=request.user, on=on, at=timezone.now(), stay=here, **form.cleaned_data)
    return _("Redeemed: %(reward)s for %(points)s points.") % {"reward": made.reward, "points": made.points}


def _enter(request, found: Guest) -> str:
    form = forms.PointsForm(request.POST)
    if not _valid(request, form):
        return ""
    entry = enter_points(
        guest=found, by=request.user, on=business_date(), at=timezone.now(), **form.cleaned_data
    )
    return (
        _("Posted.")
        if entry.transaction_id
        else _("This is above the limit: a second person has to approve it.")
    )


def _lock(request, found: Guest) -> str:
    form = forms.LockForm(request.POST)
    if not _valid(request, form):
        return ""
    lock_tier(guest=found, by=request.user, on=business_date(), at=timezone.now(), **form.cleaned_data)
    return _("Saved.")


def _unlock(request, found: Guest) -> str:
    unlock_tier(guest=found, by=request.user, on=business_date(), at=timezone.now())
    return _("The figures count again.")


#: What can be done: name in the address → (permission, how).
ACTS = {
    "enrol": (ENROLLING, _enrol),
    "redeem": (REDEEMING, _redeem),
    "points": (ENTERING, _enter),
    "lock": (LOCKING, _lock),
    "unlock": (LOCKING, _unlock),
}
