"""Tiers follow the figures: up at once, down after the grace; staged for review where the hotel wishes; or by a
person's decision, which outranks them.

What a member has earned is always computed anew from his stays: a check-out taken back, a merge or its undoing lead
to the right tier by themselves.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.batches import batched
from common.errors import HotelError
from guests.models import Guest
from loyalty.choices import ChangeCause, ChangeStatus, NoticeKind
from loyalty.judging import Judged, judge
from loyalty.models import Membership, Notice, Tier, TierChange
from loyalty.selectors.own import require_another
from loyalty.selectors.rules import tiers_in_order
from loyalty.selectors.standings import Earned, earned

CHUNK = 5000
LONGEST_LOCK = timedelta(days=3 * 366)


def evaluate_all(*, on: date, at: datetime, told=lambda _done: None) -> int:
    """Judge every member; how many changes were found. Repeating it finds none."""
    found = 0
    ids = (
        Membership.objects.filter(guest__merged_into__isnull=True)
        .order_by("guest")
        .values_list("guest", flat=True)
    )
    for guests in batched(list(ids), CHUNK):
        found += evaluate(guest_ids=guests, on=on, at=at)
        told(found)
    return found


@transaction.atomic
def evaluate(*, guest_ids: Iterable[int], on: date, at: datetime, by=None) -> int:
    """Judge these members by their stays as they are now; how many changes were found.

    `by` is the person whose decision it follows: that needs no second look.
    """
    tiers = tiers_in_order()
    rows = Membership.objects.select_for_update(of=("self",)).filter(guest__in=list(guest_ids)).order_by("pk")
    members = list(rows.select_related("tier", "floor", "ceiling"))
    guests = [member.guest_id for member in members]
    standing = earned(guests, on=on, tiers=tiers)
    floors = _inherited_floors(guests, on)
    staged = {
        row.guest_id: row for row in TierChange.objects.filter(guest__in=guests, status=ChangeStatus.STAGED)
    }
    changes, notices, touched = [], [], []
    for member in members:
        judged = judge(
            member, standing.get(member.guest_id, Earned()), floors.get(member.guest_id, 0), tiers, on
        )
        if _note(member, judged, on):
            touched.append(member)
        if judged.is_falling:
            notices.append(_notice(member, NoticeKind.TIER_FALLING, str(member.below_since), on, judged))
        change = _change(member, judged, staged.pop(member.guest_id, None), on, at)
        if change is not None:
            changes.append(change)
    _store_figures(touched)
    TierChange.objects.bulk_create(changes)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if by is not None or not settings.TIER_REVIEW:
        by_guest = {member.guest_id: member for member in members}
        _apply([(change, by_guest[change.guest_id]) for change in changes], on, at, by=by)
    return len(changes)


@transaction.atomic
def approve_change(*, change: TierChange, by, on: date, at: datetime) -> TierChange:
    """The staged change comes into force; nobody decides on his own tier."""
    change, member = _staged(change, by)
    _apply([(change, member)], on, at, by=by)
    return change


@transaction.atomic
def decline_change(*, change: TierChange, by, on: date, at: datetime, reason: str) -> TierChange:
    """It does not come into force: he stays where he is for as long as the grace, by this person's decision."""
    change, member = _staged(change, by)
    if not reason.strip():
        raise HotelError(_("Say why it does not come into force."), field="reason")
    change.status, change.reason = ChangeStatus.DECLINED, reason.strip()
    change.decided_by, change.decided_at = by, at
    change.save()
    kept = {"floor": member.tier} if change.after.order < member.tier.order else {"ceiling": member.tier}
    _lock(member, reason=reason, by=by, at=at, until=on + timedelta(days=settings.TIER_GRACE_DAYS), **kept)
    return change


@transaction.atomic
def lock_tier(
    *,
    guest: Guest,
    floor: Tier | None,
    ceiling: Tier | None,
    reason: str,
    until: date | None,
    by,
    on: date,
    at: datetime,
) -> Membership:
    """Decide on a guest's tier in spite of his figures: never below `floor`, never above `ceiling`, until `until`.

    In force at once. Raises HotelError without a reason, for an end in the past, for a floor above the ceiling.
    """
    require_another(by, guest)
    member = _member(guest)
    if floor is None and ceiling is None:
        raise HotelError(_("Choose below or above which tier he may not come."), field="floor")
    if floor and ceiling and floor.order > ceiling.order:
        raise HotelError(_("The lowest tier may not be above the highest."), field="floor")
    if not reason.strip():
        raise HotelError(_("Write why: a colleague will ask."), field="reason")
    if until is not None and not on <= until <= on + LONGEST_LOCK:
        message = _("%(day)s is not possible: a decision ends today or later, within three years.")
        raise HotelError(message % {"day": until}, field="until")
    _lock(member, floor=floor, ceiling=ceiling, reason=reason, by=by, at=at, until=until)
    _settle_lock(member, by, on, at)
    return member


@transaction.atomic
def unlock_tier(*, guest: Guest, by, on: date, at: datetime) -> Membership:
    """The figures count again."""
    require_another(by, guest)
    member = _member(guest)
    member.floor = member.ceiling = member.locked_until = member.locked_at = member.locked_by = None
    member.lock_reason = ""
    member.save()
    evaluate(guest_ids=[guest.pk], on=on, at=at)
    member.refresh_from_db()
    return member


# --- One member ---------------------------------------------------------------------------------------------
def _inherited_floors(guest_ids: list[int], on: date) -> dict[int, int]:
    """What was decided for a file that was merged into his holds for him too."""
    tiers = {tier.pk: place for place, tier in enumerate(tiers_in_order())}
    rows = Membership.objects.filter(guest__merged_into__in=guest_ids, floor__isnull=False).select_related(
        "guest"
    )
    floors: dict[int, int] = {}
    for row in rows:
        if row.is_locked(on):
            guest = row.guest.merged_into_id
            floors[guest] = max(floors.get(guest, 0), tiers[row.floor_id])
    return floors


def _note(member: Membership, judged: Judged, on: date) -> bool:
    """Take over figures and the day on which he began to fall; whether anything differs."""
    since = (member.below_since or on) if judged.is_falling else None
    if (member.figures, member.below_since) == (judged.figures, since) and member.figures_on:
        return False
    member.figures, member.figures_on, member.below_since = judged.figures, on, since
    return True


_FIGURES = """
    UPDATE loyalty_membership m SET figures = said.figures, figures_on = said.figures_on, below_since = said.below_since
    FROM jsonb_to_recordset(%s) AS said(id bigint, figures jsonb, figures_on date, below_since date)
    WHERE m.id = said.id
"""


def _store_figures(members: list[Membership]) -> None:
    """In one statement: in the first night they are all members."""
    rows = [
        {"id": row.pk, "figures": row.figures, "figures_on": row.figures_on, "below_since": row.below_since}
        for row in members
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, [json.dumps(rows, default=str)])


def _change(
    member: Membership, judged: Judged, staged: TierChange | None, on: date, at: datetime
) -> TierChange | None:
    """The change to be staged; one that waits already stays, or is withdrawn where it is no longer due."""
    if staged is not None:
        if staged.after_id == judged.target.pk and staged.before_id == member.tier_id:
            return None
        TierChange.objects.filter(pk=staged.pk).update(status=ChangeStatus.WITHDRAWN, decided_at=at)
    if judged.target.pk == member.tier_id:
        return None
    cause = ChangeCause.LOCK if member.is_locked(on) else ChangeCause.FIGURES
    return TierChange(
        guest_id=member.guest_id,
        before=member.tier,
        after=judged.target,
        cause=cause,
        status=ChangeStatus.STAGED,
        day=on,
        figures=judged.figures,
        reason=member.lock_reason if cause == ChangeCause.LOCK else "",
        staged_at=at,
    )


def _apply(changes: list[tuple[TierChange, Membership]], on: date, at: datetime, *, by) -> None:
    for change, member in changes:
        change.status, change.decided_at, change.decided_by = ChangeStatus.APPLIED, at, by
        member.tier, member.tier_since, member.below_since = change.after, on, None
    TierChange.objects.bulk_update([change for change, _ in changes], ["status", "decided_at", "decided_by"])
    Membership.objects.bulk_update([member for _, member in changes], ["tier", "tier_since", "below_since"])
    Notice.objects.bulk_create(
        [
            _notice(
                member,
                NoticeKind.TIER_UP if change.after.order > change.before.order else NoticeKind.TIER_DOWN,
                f"{change.pk}",
                on,
                Judged(change.after, False, {}),
            )
            for change, member in changes
            if change.before_id
        ],
        ignore_conflicts=True,
    )


def _notice(member: Membership, kind: str, key: str, on: date, judged: Judged) -> Notice:
    falling = kind == NoticeKind.TIER_FALLING
    due = member.below_since + timedelta(days=settings.TIER_GRACE_DAYS) if falling else on
    tier = member.tier if falling else judged.target
    return Notice(
        guest_id=member.guest_id, kind=kind, key=key, day=on, due_on=due, figures={"tier": tier.code}
    )


def _staged(change: TierChange, by) -> tuple[TierChange, Membership]:
    require_another(by, change.guest)
    member = _member(change.guest)
    change = (
        TierChange.objects.select_for_update(of=("self",)).select_related("before", "after").get(pk=change.pk)
    )
    if change.status != ChangeStatus.STAGED:
        message = _("This was decided already: %(status)s.")
        raise HotelError(message % {"status": change.get_status_display()}, code="decided")
    return change, member


def _member(guest: Guest) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("tier")
    member = rows.filter(guest=guest).first()
    if member is None:
        raise HotelError(_("This guest is no member: enrol him first."), code="no-member")
    return member


def _lock(
    member: Membership,
    *,
    reason: str,
    by,
    at: datetime,
    until: date | None,
    floor: Tier | None = None,
    ceiling: Tier | None = None,
) -> None:
    member.floor, member.ceiling, member.lock_reason = floor, ceiling, reason.strip()
    member.locked_by, member.locked_at, member.locked_until = by, at, until
    member.save()


def _settle_lock(member: Membership, by, on: date, at: datetime) -> None:
    """What waited for review and is what he decided comes into force with it."""
    evaluate(guest_ids=[member.guest_id], on=on, at=at, by=by)
    for change in TierChange.objects.filter(guest=member.guest_id, status=ChangeStatus.STAGED):
        _apply([(change, _member(member.guest))], on, at, by=by)
    member.refresh_from_db()
