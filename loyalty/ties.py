"""What of classes, tiers and points hangs on a guest; see `guests.ties`."""

from guests.privacy.places import register_impersonal
from guests.ties import Erase, Merge, Tie, register
from loyalty.giving_ties import register_giving
from loyalty.models import (
    ClassChange,
    EarningRule,
    LadderRules,
    LiabilityNight,
    ManualEntry,
    Membership,
    Notice,
    PointsAccount,
    PointsEntry,
    PointsTransaction,
    Redemption,
    Reward,
    ServiceClass,
    StaffGuest,
    Tier,
    TierChange,
)

SUMS = "the sums stay, without saying whose they were"


def register_all() -> None:
    register(
        Tie(
            Membership,
            merge=Merge.UNITE,
            erase=Erase.DELETE,
            export=("tier", "since", "tier_since", "locked_until"),
            why="of two memberships the survivor's counts; the number of the other leads to him",
        ),
        Tie(
            TierChange,
            erase=Erase.BLANK,
            blank=("reason", "figures"),
            export=("day", "before", "after", "cause", "status", "reason"),
        ),
        Tie(
            ServiceClass,
            merge=Merge.KEEP,
            export=("guest_class", "since", "stays", "spend"),
            why="the next night judges the united file and forgets the row of the old one",
        ),
        Tie(
            ClassChange,
            merge=Merge.KEEP,
            export=("day", "was", "now"),
            why="what a night found of the old file stays with it, should the merge be taken back",
        ),
        Tie(Notice, merge=Merge.UNITE, same_by=("kind", "key"), export=("day", "kind", "due_on", "told_at")),
        Tie(
            PointsAccount,
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("kind", "balance"),
            why=f"points move by entries of their own; {SUMS}",
        ),
        Tie(
            PointsEntry,
            "account__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("points", "expires_on"),
            why=f"goes with its account; {SUMS}",
        ),
        Tie(
            PointsTransaction,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("kind", "business_date"),
            why=f"goes with its stay; {SUMS}",
        ),
        Tie(
            ManualEntry,
            erase=Erase.BLANK,
            blank=("reason", "refusal"),
            export=("points", "reason", "status", "asked_at"),
        ),
        Tie(
            Redemption,
            erase=Erase.KEEP,
            export=("reward", "quantity", "points", "business_date", "status"),
            why=SUMS,
        ),
        Tie(
            Redemption,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            why=f"goes with its stay; {SUMS}",
        ),
        Tie(StaffGuest, why="that somebody of the staff is this guest"),
    )
    register_impersonal("the hotel's programme", Tier, LadderRules, EarningRule, Reward)
    register_impersonal("sums over all guests", LiabilityNight)
    register_giving()
