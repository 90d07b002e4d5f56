"""The fixed list of the life-cycle; keys are stored, labels shown in the reader's language."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a guest stands, in the order in which one usually comes to it."""

    PROSPECT = "prospect", _("prospect")
    FIRST_STAY = "first_stay", _("first stay")
    RETURNING = "returning", _("returning")
    SEVERAL_OUTLETS = "outlets", _("using several outlets")
    LOYAL = "loyal", _("loyal")
    AT_RISK = "at_risk", _("at risk")
    LOST = "lost", _("lost")
    WON_BACK = "won_back", _("won back")


#: Look of each state's mark.
KINDS = {
    State.PROSPECT: "",
    State.FIRST_STAY: "",
    State.RETURNING: "",
    State.SEVERAL_OUTLETS: "good",
    State.LOYAL: "vip",
    State.AT_RISK: "warn",
    State.LOST: "bad",
    State.WON_BACK: "good",
}
