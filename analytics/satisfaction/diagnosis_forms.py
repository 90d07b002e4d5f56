"""What people ask of the diagnosis, and improvements as they plan them."""

from datetime import date, datetime
from typing import cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.models import Improvement
from analytics.satisfaction.quarters import Crosshair
from analytics.satisfaction.selectors.diagnosis import Question
from analytics.segments.default_scheme import SEGMENTS
from analytics.value.choices import ValueClass
from common.dates import month_start
from guests.choices import Department
from loyalty.selectors.rules import tier_names
from reservations.choices import Origin

#: Months looked at when nothing is asked: this one and the eleven before it.
MONTHS = 12


class MonthField(forms.Field):
    """A month as browsers send it (2026-05); its first day."""

    widget = forms.TextInput(attrs={"type": "month", "pattern": r"\d{4}-\d{2}"})
    default_error_messages = {"month": _("“%(value)s” is no month. Enter one like 2026-05.")}

    def to_python(self, value) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return datetime.strptime(text, "%Y-%m").date()
        except ValueError:
            message = self.error_messages["month"]
            raise forms.ValidationError(message, code="month", params={"value": text}) from None


def any_of(choices) -> list:
    return [("", _("all")), *choices]


class DiagnosisForm(forms.Form):
    """`only` names the departments somebody may see; None for all."""

    since = MonthField(label=_("from month"), required=False)
    until = MonthField(label=_("to month"), required=False)
    department = forms.ChoiceField(label=_("department"), required=False)
    value_class = forms.ChoiceField(
        label=_("value class"), choices=any_of(ValueClass.choices), required=False
    )
    segment = forms.ChoiceField(
        label=_("segment"), choices=any_of((each.key, each.name) for each in SEGMENTS), required=False
    )
    tier = forms.ChoiceField(label=_("tier"), required=False)
    origin = forms.ChoiceField(label=_("origin"), choices=any_of(Origin.choices), required=False)
    crosshair = forms.ChoiceField(label=_("crosshair"), choices=Crosshair.choices, required=False)

    def __init__(self, data, *, only: list[str] | None, on: date):
        self.only = only
        first = month_start(on)
        since = date(first.year - (first.month < MONTHS), first.month % MONTHS + 1, 1)
        filled = {"since": f"{since:%Y-%m}", "crosshair": settings.DIAGNOSIS_CROSSHAIR}
        if only:
            filled["department"] = only[0]
        super().__init__(filled | {key: data[key] for key in data})
        listed = [choice for choice in Department.choices if only is None or choice[0] in only]
        departments = cast(forms.ChoiceField, self.fields["department"])
        cast(forms.ChoiceField, self.fields["tier"]).choices = any_of(tier_names().items())
        departments.choices = listed if only else any_of(listed)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last month is not before the first one."))
        return cleaned

    @property
    def question(self) -> Question:
        """What was asked; of what is wrong, nothing."""
        self.is_valid()
        asked = {key: value for key, value in self.cleaned_data.items() if value}
        if self.only and asked.get("department") not in self.only:
            asked["department"] = self.only[0]
        return Question(**asked)


DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(forms.ModelForm):
    class Meta:
        model = Improvement
        fields = ("department", "what", "who", "due_on")
        widgets = {"due_on": DAY, "what": forms.Textarea(attrs={"rows": 3})}


class DoneForm(forms.Form):
    done_on = forms.DateField(label=_("done on"), widget=DAY)


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
