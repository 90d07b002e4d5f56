"""An act of weighting from its start to its decision, but for what the experts say."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.ahp import MOST_SIBLINGS
from analytics.satisfaction.choices import ASKED, SAATY, Method, Status, Subject
from analytics.satisfaction.models import Expert, Round, Weight, Weighting
from analytics.satisfaction.selectors.groups import asked_groups, groups_of
from analytics.satisfaction.shares import rounded
from common.errors import HotelError
from feedback.choices import SystemStatus
from feedback.models import IndicatorSystem

User = get_user_model()


@transaction.atomic
def start_weighting(
    *,
    subject: Subject,
    method: Method,
    name: str,
    colleagues: Iterable = (),
    outsiders: Sequence[str] = (),
    cv_limit: Decimal = Decimal("0.25"),
    note: str = "",
    by: str,
) -> Weighting:
    """Begin to weigh and open the first round; `colleagues` are users, `outsiders` names.

    Raises HotelError where nobody is asked, a limit is out of bounds or there are too many siblings for AHP.
    """
    if method not in ASKED:
        raise HotelError(_("Choose how the experts weigh."), field="method")
    system = None
    if subject == Subject.SATISFACTION:
        system = IndicatorSystem.objects.filter(status=SystemStatus.PUBLISHED).first()
        if system is None:
            raise HotelError(_("No indicator system is in use: publish one first."), field="subject")
    versions = Weighting.objects.select_for_update().filter(subject=subject)
    newest = max((one.version for one in versions), default=0)
    weighting = Weighting(
        subject=subject,
        version=newest + 1,
        system=system,
        method=method,
        name=name.strip(),
        cv_limit=cv_limit,
        note=note,
        created_by=by,
    )
    _check(weighting)
    weighting.save()
    invite(weighting=weighting, colleagues=colleagues, outsiders=outsiders, by=by)
    if not weighting.experts.exists():
        raise HotelError(_("Invite at least one expert."), field="colleagues")
    Round.objects.create(weighting=weighting, number=1, opened_by=by)
    return weighting


def _check(weighting: Weighting) -> None:
    try:
        weighting.full_clean(exclude=["created_at"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise HotelError(messages[0], field=field) from None
    if not weighting.name:
        raise HotelError(_("Give this weighting a name."), field="name")
    if weighting.method not in SAATY:
        return
    for group in asked_groups(weighting):
        if len(group.items) > MOST_SIBLINGS:
            words = _("AHP compares %(most)s siblings at most; “%(group)s” has %(n)s. Choose Delphi.")
            values = {"most": MOST_SIBLINGS, "group": group.label, "n": len(group.items)}
            raise HotelError(words % values, field="method")


@transaction.atomic
def invite(
    *, weighting: Weighting, colleagues: Iterable = (), outsiders: Sequence[str] = (), by: str
) -> list[Expert]:
    """Ask more experts; who is asked already stays asked once. HotelError once the weighting is decided."""
    hold_open(weighting)
    names = [(None, name.strip()[:80]) for name in outsiders if name.strip()]
    names += [(user, (user.get_full_name() or user.get_username())[:80]) for user in colleagues]
    known = set(weighting.experts.values_list("name", flat=True))
    known_users = set(weighting.experts.values_list("user", flat=True))
    invited = []
    for user, wanted in names:
        if (user is None and wanted in known) or (user is not None and user.pk in known_users):
            continue
        # Two colleagues may have one name; the user name tells them apart.
        name = (
            f"{wanted[:40]} ({user.get_username()[:35]})" if user is not None and wanted in known else wanted
        )
        invited.append(Expert.objects.create(weighting=weighting, user=user, name=name, invited_by=by))
        known.add(name)
        if user is not None:
            known_users.add(user.pk)
    return invited


@transaction.atomic
def renew_link(*, expert: Expert) -> Expert:
    """Make the outsider's link worthless; the page then shows a new one."""
    hold_open(expert.weighting)
    expert.link_issue += 1
    expert.save(update_fields=["link_issue"])
    return expert


@transaction.atomic
def uninvite(*, expert: Expert) -> None:
    """Ask somebody no longer. Who has handed in in any round stays: his word is part of the protocol."""
    hold_open(expert.weighting)
    if expert.replies.filter(handed_in_at__isnull=False).exists():
        raise HotelError(
            _("%(name)s has answered already and stays in the protocol.") % {"name": expert.name}
        )
    expert.delete()


@transaction.atomic
def discard(*, weighting: Weighting) -> None:
    """Give up a weighting whose experts are still being asked; what they said stays readable to themselves."""
    hold_open(weighting)
    weighting.status = Status.DISCARDED
    weighting.save(update_fields=["status"])


@transaction.atomic
def agree(*, weighting: Weighting, on: date, by: str) -> Weighting:
    """Take the last round's outcome as the result: write the weights, once and for all.

    Raises HotelError while a round is open or where the experts lie too far apart.
    """
    hold_open(weighting)
    last = weighting.rounds.order_by("-number").first()
    if last is None or last.closed_at is None:
        raise HotelError(_("Close the round first."))
    if not last.is_agreed:
        raise HotelError(_("The experts do not agree yet: open another round, or give this weighting up."))
    for group in groups_of(weighting):
        known = last.outcome["groups"].get(group.key)
        shares = [known["items"][item.key]["weight"] for item in group.items] if known else [1.0]
        Weight.objects.bulk_create(
            Weight(
                weighting=weighting,
                group=group.key,
                item=item.key,
                criterion_id=item.criterion_id,
                indicator_id=item.indicator_id,
                weight=share,
            )
            for item, share in zip(group.items, rounded(shares), strict=True)
        )
    weighting.status, weighting.decided_on, weighting.decided_by = Status.AGREED, on, by
    weighting.save(update_fields=["status", "decided_on", "decided_by"])
    return weighting


def hold_open(weighting: Weighting) -> None:
    """Keep others from deciding it meanwhile; HotelError once it is decided or given up."""
    held = Weighting.objects.select_for_update().get(pk=weighting.pk)
    if not held.is_open:
        raise HotelError(_("This weighting is closed: %(status)s.") % {"status": held.get_status_display()})


@transaction.atomic
def open_round(*, weighting: Weighting, by: str) -> Round:
    """Ask again, everybody seeing where the middle of the round before lies; HotelError while one is open."""
    hold_open(weighting)
    last = weighting.rounds.aggregate(at=Max("number"))["at"] or 0
    if weighting.rounds.filter(closed_at__isnull=True).exists():
        raise HotelError(_("Round %(number)s is still open.") % {"number": last})
    return Round.objects.create(weighting=weighting, number=last + 1, opened_by=by, opened_at=timezone.now())
