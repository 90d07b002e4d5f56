"""What a clerk is asked when one guest of several leaves, or another one pays. Parsing only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reservations.choices import Handover
from reservations.exceptions import PayerNeeded

#: The payer who leaves has paid the room to the end.
SETTLED = "settled"


class PayerForm(forms.Form):
    """Who pays from now on, of `stays`; `asks_handover` where something was posted or slept already."""

    payer = forms.ChoiceField(
        label=_("Who pays the room from now on?"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": PayerNeeded.default_message},
    )
    handover = forms.ChoiceField(
        label=_("What changes hands?"),
        choices=Handover,
        initial=Handover.FROM_NOW,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, stays, asks_handover=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payer"].choices = [(str(stay.pk), stay.guest.display_name) for stay in stays]
        if not asks_handover:
            del self.fields["handover"]

    def chosen_handover(self) -> str:
        return self.cleaned_data.get("handover") or Handover.FROM_NOW

    def new_payer(self) -> int | None:
        """The stay that pays from now on; None where the leaving payer has settled the room to the end."""
        chosen = self.cleaned_data["payer"]
        return None if chosen == SETTLED else int(chosen)


class LeaveForm(PayerForm):
    """A payer leaves before the others."""

    def __init__(self, *args, stays, **kwargs):
        super().__init__(*args, stays=stays, **kwargs)
        settled = (SETTLED, _("Nobody: he has paid the room's nights to the end"))
        self.fields["payer"].choices = [*self.fields["payer"].choices, settled]
