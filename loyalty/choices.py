"""The fixed lists of classes, tiers and points; keys are stored, labels shown in the reader's language."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GuestClass(TextChoices):
    """The standard of service a guest gets, the lowest first."""

    NEW = "new", _("new guest")
    REGULAR = "regular", _("regular guest")
    BUSINESS = "business", _("business guest")
    VIP = "vip", _("VIP guest")


#: Look of each class's mark.
CLASS_KINDS = {GuestClass.NEW: "", GuestClass.REGULAR: "", GuestClass.BUSINESS: "good", GuestClass.VIP: "vip"}


class Ladder(TextChoices):
    """What rules decide on."""

    GUEST_CLASS = "class", _("guest class")
    TIER = "tier", _("membership tier")


class Metric(TextChoices):
    """What a rule can ask for. All but the last two are of the stays that ended within the rule's window."""

    SPEND = "spend", _("spend")
    STAYS = "stays", _("number of stays")
    NIGHTS = "nights", _("nights")
    LONG_MONTHS = "long_months", _("months in a long-term room")
    ROOM_CLASS = "room_class", _("room class he usually takes")
    CONTRACT = "contract", _("guest of a contract partner")
    TIER = "tier", _("membership tier, by its order")


class Combine(TextChoices):
    ALL = "all", _("all of these")
    ANY = "any", _("any of these")


class ChangeStatus(TextChoices):
    STAGED = "staged", _("waits for review")
    APPLIED = "applied", _("in force")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("no longer due")


class ChangeCause(TextChoices):
    ENROLLED = "enrolled", _("enrolled")
    FIGURES = "figures", _("by his figures")
    LOCK = "lock", _("by a person’s decision")


class NoticeKind(TextChoices):
    """What a guest is to be told; each once."""

    TIER_UP = "tier_up", _("a higher tier")
    TIER_FALLING = "tier_falling", _("the tier will be lost")
    TIER_DOWN = "tier_down", _("a lower tier")
    POINTS_EXPIRING = "expiring", _("points will expire")


class AccountKind(TextChoices):
    """The first two belong to one guest each; the others are the hotel's."""

    GUEST = "guest", _("a guest’s points")
    DEBT = "debt", _("points a guest owes")
    ISSUED = "issued", _("issued for stays")
    REDEEMED = "redeemed", _("redeemed")
    REBATE = "rebate", _("paid out as rebate")
    EXPIRED = "expired", _("expired")
    MANUAL = "manual", _("entered by hand")
    ERASED = "erased", _("of erased guests")


#: Accounts of which there is one for each guest.
OF_A_GUEST = (AccountKind.GUEST, AccountKind.DEBT)


class TransactionKind(TextChoices):
    AWARD = "award", _("for a stay")
    CORRECTION = "correction", _("the stay’s charges changed")
    REDEMPTION = "redemption", _("redeemed")
    RETURN = "return", _("redemption taken back")
    EXPIRY = "expiry", _("expired")
    MANUAL = "manual", _("entered by hand")
    RECOVERY = "recovery", _("for a failure of ours")
    MERGE = "merge", _("two files became one")
    PARTING = "parting", _("a merge was taken back")
    ERASURE = "erasure", _("guest erased")


class RewardKind(TextChoices):
    FREE_NIGHT = "free_night", _("free night")
    UPGRADE = "upgrade", _("upgrade")
    MEAL = "meal", _("meal")
    GIFT = "gift", _("gift")
    REBATE = "rebate", _("rebate on the folio")


class RedemptionStatus(TextChoices):
    GIVEN = "given", _("redeemed")
    CANCELLED = "cancelled", _("taken back")


class EntryStatus(TextChoices):
    """Of a manual entry."""

    WAITING = "waiting", _("waits for a second person")
    POSTED = "posted", _("entered in the ledger")
    REFUSED = "refused", _("refused")


class Fault(TextChoices):
    """What may be wrong with the ledger."""

    BALANCES = "balances", _("a balance is not what its entries come to")
    CROOKED = "crooked", _("a transaction does not sum to zero")
    BELOW = "below", _("more was taken of a day’s points than there were")
    PAST = "past", _("what was summed up in the night before has been changed since")
