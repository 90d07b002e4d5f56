"""Check-in in one screen, check-out with the folio, and what takes them back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import business_date
from common.errors import HotelError
from guests.choices import Place, PreferenceCategory
from reservations.check_in_questions import Known, questions_for
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.exceptions import BlacklistStop
from reservations.forms.stays import CheckInForm
from reservations.selectors import desk
from reservations.selectors.folios import folio_of
from reservations.selectors.proposals import proposals_for
from reservations.services import changes, dates, stays
from reservations.services.completion import check_in_completing
from reservations.services.rooms import assign_room, move_room
from reservations.views.alerts import stop_context
from reservations.views.shared import (
    attach,
    back,
    done,
    line_or_404,
    may_override,
    stop_of,
)

#: Rooms offered with their reasons; every other free room is in the list below them.
PROPOSED = 4
change_stay = permission_required("reservations.change_stay", raise_exception=True)


@require_http_methods(["GET", "POST"])
@change_stay
def check_in(request, pk):
    """GET shows who comes and which rooms fit; POST checks in. A blacklisted guest stops the screen first."""
    line, on = line_or_404(pk), business_date()
    if line.status not in EXPECTED:
        return redirect(line.reservation)
    row = desk.rows(desk.only(line.pk), on=on, place=Place.CHECK_IN)[0]
    overriding = bool(row.blacklist) and may_override(request) and "override" in request.GET
    if row.blacklist and not overriding:
        return render(request, "reservations/check_in.html", _stop_context(request, row))
    proposals = _promised_first(line, proposals_for(line, on=on, ready_only=True))
    form = CheckInForm(
        request.POST or None,
        rooms=[(p.room.id, f"{p.room.number} · {p.room.type_name}") for p in proposals],
        stays=line.present,
        questions=_questions(row),
        initial={"room": str(proposals[0].room.id) if proposals else ""},
    )
    if overriding:
        form.demand_blacklist_reason()
    if request.method == "POST" and form.is_valid() and _checked_in(request, form, row, on):
        messages.success(request, _("Checked in: room %(room)s.") % {"room": _room_chosen(form)})
        return redirect("departments:front_desk")
    context = {
        "row": row,
        "line": line,
        "on": on,
        "form": form,
        "proposals": proposals[:PROPOSED],
        "chosen": str(form["room"].value()),
        "others": proposals[PROPOSED:],
        "waits_for_room": bool(line.room_id) and not any(p.room.id == line.room_id for p in proposals),
    }
    context |= stop_context(request, [person.guest.pk for person in row.people], Place.CHECK_IN)
    return render(request, "reservations/check_in.html", context)


def _promised_first(line, proposals) -> list:
    """The room kept for him on top of the proposals, where it can be entered."""
    return sorted(proposals, key=lambda proposal: proposal.room.id != line.room_id)


def _stop_context(request, row) -> dict:
    here = reverse("reservations:check_in", args=[row.line.pk])
    return {
        "row": row,
        "line": row.line,
        "stop": stop_of(request, row.blacklist),
        "back_url": reverse("departments:front_desk"),
        "continue_url": f"{here}?override=1" if may_override(request) else "",
    }


def _questions(row) -> tuple[str, ...]:
    guest = row.guest
    if guest is None or not row.is_named:
        return ()
    known = Known(
        document=guest.documents.exists(),
        phone=bool(row.phone_digits),
        email=row.has_real_email,
        nationality=bool(guest.nationality),
        birthday=guest.birthday is not None,
        account=guest.account_id is not None,
        language=bool(guest.language),
        diet=guest.preferences.filter(category=PreferenceCategory.DIET).exists(),
    )
    return questions_for(
        known,
        doubtful=("phone",) if known.phone and not guest.phones.filter(is_shared=False).exists() else (),
        confirmed=guest.confirmed_fields,
        declined=set(guest.declined_questions.values_list("question", flat=True)),
    )


def _room_chosen(form) -> str:
    labels = dict(form.fields["room"].choices)
    return labels[form.cleaned_data["room"]].split(" · ")[0]


def _checked_in(request, form, row, on) -> bool:
    """Store the answers and check in; a refusal stands in the form and nothing is written."""
    try:
        check_in_completing(
            guest=row.guest,
            answers=form.answers(),
            declined=form.declined(),
            line_id=row.line.pk,
            on=on,
            at=timezone.now(),
            user=request.user,
            room_id=int(form.cleaned_data["room"]),
            absent_stay_ids=form.absent(row.line.present),
            blacklist_reason=form.cleaned_data["blacklist_reason"],
            may_override_blacklist=may_override(request),
        )
    except BlacklistStop as error:
        form.demand_blacklist_reason()
        attach(form, error)
        return False
    except HotelError as error:
        attach(form, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
@change_stay
def check_out(request, pk):
    """GET shows the folio as it will be; POST checks the room out, or goes on with the guest's next booking."""
    line, on = line_or_404(pk), business_date()
    if line.status != Status.IN_HOUSE:
        return redirect(line.reservation)
    following = desk.following(line, on=on)
    if request.method == "POST" and following and "stay_on" in request.POST:
        return _stayed_on(request, line, following, on)
    if request.method == "POST" and done(
        request, lambda: stays.check_out(line_id=pk, on=on, at=timezone.now(), user=request.user)
    ):
        messages.success(request, _("Checked out: room %(room)s.") % {"room": line.room})
        return redirect(line.reservation)
    row = desk.rows(desk.only(pk), on=on, place=Place.CHECK_OUT)[0]
    here = [stay for stay in line.present if stay.status == StayStatus.IN_HOUSE]
    context = {"row": row, "line": line, "on": on, "here": here, "folio": folio_of(line, leaving_on=on)}
    context["following"] = following
    context |= stop_context(request, [stay.guest_id for stay in here], Place.CHECK_OUT)
    return render(request, "reservations/check_out.html", context)


def _stayed_on(request, line, following, on):
    act = {"line_id": line.pk, "next_line_id": following.pk, "on": on, "at": timezone.now()}
    if not done(request, lambda: stays.stay_on(**act, user=request.user)):
        return redirect("reservations:check_out", line.pk)
    messages.success(
        request,
        _("Stays on in room %(room)s until %(day)s.") % {"room": line.room, "day": following.departure},
    )
    return redirect(following.reservation)


@require_POST
@change_stay
def reverse_check_in(request, pk):
    line = line_or_404(pk)
    if done(request, lambda: stays.reverse_check_in(line_id=pk)):
        messages.success(request, _("The check-in was taken back; the guests are expected again."))
    return back(request, line.reservation)


@require_POST
@change_stay
def reverse_check_out(request, pk):
    line = line_or_404(pk)
    if done(request, lambda: stays.reverse_check_out(line_id=pk, on=business_date())):
        messages.success(request, _("The check-out was taken back; the guests are in the house."))
    return back(request, line.reservation)


@require_POST
@change_stay
def no_show(request, pk):
    line = line_or_404(pk)
    if done(request, lambda: stays.mark_no_show(line_id=pk, on=business_date())):
        messages.success(request, _("Marked as no-show. It can be taken back on the booking's page."))
    return back(request, line.reservation)


@require_POST
@change_stay
def reinstate_line(request, pk):
    line = line_or_404(pk)
    act = {"reservation_id": line.reservation_id, "line_ids": [pk]}
    if done(request, lambda: changes.reinstate(**act)):
        messages.success(request, _("The room is expected again. Check its dates."))
    return back(request, line.reservation)


@require_POST
@change_stay
def move_arrival(request, pk):
    """They come today instead of the day they were booked for; as many nights as they still have."""
    line, on = line_or_404(pk), business_date()
    departure = line.departure if line.departure > on else on + (line.departure - line.arrival)
    act = {
        "line_id": pk,
        "expected_version": line.lock_version,
        "on": on,
        "arrival": on,
        "departure": departure,
    }
    if done(request, lambda: dates.change_line(**act)):
        messages.success(request, _("The arrival is today now; departure %(day)s.") % {"day": departure})
    return back(request, line.reservation)


@require_http_methods(["GET", "POST"])
@change_stay
def room(request, pk):
    """Choose a room for an expected line, or another one for guests in the house."""
    line, on = line_or_404(pk), business_date()
    if request.method == "POST" and _room_changed(request, line, on):
        return redirect(line.reservation)
    proposals = proposals_for(line, on=on, ready_only=line.status == Status.IN_HOUSE)
    context = {
        "row": desk.rows(desk.only(pk), on=on, place=Place.CHECK_IN)[0],
        "line": line,
        "proposals": proposals[: 2 * PROPOSED],
        "others": proposals[2 * PROPOSED :],
    }
    if line.status == Status.IN_HOUSE:
        context |= stop_context(request, [stay.guest_id for stay in line.present], Place.IN_HOUSE)
    return render(request, "reservations/room.html", context)


def _room_changed(request, line, on) -> bool:
    chosen = request.POST.get("room", "")
    room_id = int(chosen) if chosen.isdecimal() else None
    if line.status == Status.IN_HOUSE and room_id is not None:
        changed = done(request, lambda: move_room(line_id=line.pk, room_id=room_id, on=on))
    else:
        changed = done(request, lambda: assign_room(line_id=line.pk, room_id=room_id))
    if changed:
        messages.success(request, _("The room was changed."))
    return changed
