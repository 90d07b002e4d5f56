"""A weighting as people start it, and the experts they ask."""

from typing import cast

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.choices import ASKED, Subject
from analytics.satisfaction.models import Weighting


class Colleagues(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user) -> str:
        return user.get_full_name() or user.get_username()


class InviteForm(forms.Form):
    """More experts of a weighting that is being asked."""

    colleagues = Colleagues(
        label=_("colleagues"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    outsiders = forms.CharField(
        label=_("from outside, one name a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Each gets a link of his own, which you pass on; nobody else can answer with it."),
    )

    def __init__(self, *args, weighting: Weighting | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        users = get_user_model().objects.filter(is_active=True).order_by("username")
        if weighting is not None:
            users = users.exclude(expertises__weighting=weighting)
        cast(Colleagues, self.fields["colleagues"]).queryset = users

    @property
    def invited(self) -> dict:
        """What services.weightings.invite takes."""
        given = self.cleaned_data
        return {"colleagues": given["colleagues"], "outsiders": given["outsiders"].splitlines()}


class StartForm(InviteForm):
    subject = forms.ChoiceField(label=_("what is weighed"), choices=Subject)
    method = forms.ChoiceField(
        label=_("method"),
        choices=[(method.value, method.label) for method in ASKED],
        help_text=_(
            "Delphi: figures in rounds until the experts agree. AHP: how many times as important is one as the"
            " other. Paired comparison: four points between two. Delphi over either: rounds of comparisons."
        ),
    )
    name = forms.CharField(label=_("name"), max_length=80)
    cv_limit = forms.DecimalField(
        label=_("experts agree up to a coefficient of variation of"),
        min_value=0,
        max_value=2,
        decimal_places=3,
        initial="0.25",
        help_text=_("Standard deviation ÷ mean of what they give one of them; only for methods in rounds."),
    )
    note = forms.CharField(
        label=_("occasion"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("name", "subject", "method", "cv_limit", "colleagues", "outsiders", "note")

    @property
    def settings(self) -> dict:
        """What services.weightings.start_weighting takes."""
        given = self.cleaned_data
        return self.invited | {
            name: given[name] for name in ("subject", "method", "name", "cv_limit", "note")
        }


class WhyForm(forms.Form):
    why = forms.CharField(label=_("why"), required=False, max_length=200)
