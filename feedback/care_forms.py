"""Forms of complaints, calls, visits and requests. They check what was typed; the services say whether it may be."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from common.wording import labelled
from feedback.care_choices import (
    CallResult,
    Cause,
    ComplaintSource,
    RecoveryTool,
    Severity,
    Verdict,
    VisitKind,
)
from feedback.models import RecoveryLimit, ServiceClock
from feedback.models.complaint import LONGEST_TEXT
from feedback.services.visiting import RESULTS
from guests.choices import Department
from guests.form_fields import GuestField

#: How staff hear of a complaint; the others come by themselves.
TOLD_TO_STAFF = (ComplaintSource.STAFF, ComplaintSource.CALL, ComplaintSource.OTA)
FOLLOW_UP_AFTER = timedelta(days=1)


class DateInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def words(label, longest: int, *, rows: int = 3, required: bool = True, help_text=""):
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ComplaintForm(forms.Form):
    guest = GuestField(
        label=_("guest"),
        required=False,
        help_text=_("His number, name, phone or membership number; empty where nobody knows."),
    )
    room_text = forms.CharField(label=_("room or place"), max_length=40, required=False)
    text = words(_("what happened"), LONGEST_TEXT, rows=4, help_text=_("In the guest's own words."))
    cause = forms.ChoiceField(label=_("about"), choices=Cause)
    severity = forms.ChoiceField(
        label=_("severity"), choices=Severity, widget=forms.RadioSelect, initial=Severity.SERIOUS
    )
    department = forms.ChoiceField(
        label=_("department"),
        choices=[("", _("as the matter says")), *Department.choices],
        required=False,
    )
    source = forms.ChoiceField(
        label=_("how we know"), choices=[(each.value, each.label) for each in TOLD_TO_STAFF]
    )


class RecoveryForm(forms.Form):
    tool = forms.ChoiceField(label=_("what is done"), choices=RecoveryTool)
    detail = forms.CharField(label=_("what exactly"), max_length=300)
    cost = forms.DecimalField(
        label=_("cost to the hotel"), min_value=0, max_digits=8, decimal_places=2, initial=Decimal(0)
    )
    due_on = forms.DateField(label=_("promised for"), required=False, widget=DateInput)
    is_done = forms.BooleanField(label=_("the guest has it already"), required=False)


class ReasonForm(forms.Form):
    reason = words(_("reason"), 300, rows=2, required=False)


class PassOnForm(forms.Form):
    department = forms.ChoiceField(label=_("department"), choices=Department)
    text = forms.CharField(label=_("what it should know"), max_length=300, required=False)


class GradeForm(forms.Form):
    severity = forms.ChoiceField(label=_("severity"), choices=Severity)


class WordsForm(forms.Form):
    text = words(_("note"), 500, rows=2)


class QuestionForm(forms.Form):
    question = forms.CharField(label=_("question to the guest"), max_length=300)
    due_on = forms.DateField(label=_("to be asked on"), widget=DateInput)


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(label=_("his answer"), choices=Verdict)
    answer = words(_("his words"), 500, rows=2, required=False)


class CallForm(forms.Form):
    result = forms.ChoiceField(label=_("how it went"), choices=CallResult, widget=forms.RadioSelect)
    note = words(_("what he said"), 1000, required=False)
    next_on = forms.DateField(
        label=_("call again on"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: tomorrow, if he was not reached."),
    )


class VisitForm(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), choices=VisitKind, widget=forms.RadioSelect, initial="visit")
    result = forms.ChoiceField(
        label=_("how it went"),
        choices=[(each.value, each.label) for each in RESULTS],
        widget=forms.RadioSelect,
    )
    note = words(_("what he said"), 1000, required=False)


class RequestForm(forms.Form):
    room = forms.CharField(label=_("room or place"), max_length=40)
    text = forms.CharField(label=_("what he asks for"), max_length=300)
    department = forms.ChoiceField(label=_("department"), choices=Department, initial=Department.ROOMS)


class LimitForm(forms.Form):
    """One cell: up to what cost; empty where it must be approved, ∞ without a limit."""

    ANY = "∞"

    def __init__(self, *args, rows: list[RecoveryLimit], **kwargs):
        super().__init__(*args, **kwargs)
        known = {(row.department, row.tool): row.most for row in rows}
        for department in Department:
            for tool in RecoveryTool:
                key = (str(department), str(tool))
                most = known.get(key)
                self.fields[f"{department}-{tool}"] = forms.CharField(
                    label=labelled(department.label, tool.label),
                    required=False,
                    max_length=10,
                    initial=("" if key not in known else self.ANY if most is None else f"{most:f}"),
                )

    def clean(self):
        said = super().clean()
        for name, typed in list(said.items()):
            try:
                self._check(typed)
            except ValueError:
                self.add_error(
                    name,
                    _("“%(typed)s” is no amount. Enter 0 or more, ∞ for any, nothing for none.")
                    % {"typed": typed},
                )
        return said

    def _check(self, typed: str) -> None:
        if typed and typed != self.ANY and not (typed.replace(".", "", 1).isdecimal() and len(typed) < 10):
            raise ValueError

    def limits(self) -> dict[tuple[str, str], Decimal | None]:
        """(department, tool) → most; None without a limit; absent: nothing."""
        return {
            tuple(name.split("-")): None if typed == self.ANY else Decimal(typed)
            for name, typed in self.cleaned_data.items()
            if typed
        }

    def grid(self) -> list[tuple]:
        """(department, its cells in the order of the tools), for the table."""
        return [
            (department.label, [self[f"{department}-{tool}"] for tool in RecoveryTool])
            for department in Department
        ]


class ClockForm(forms.ModelForm):
    class Meta:
        model = ServiceClock
        fields = ("take_within", "settle_within", "management_after")

    def clean(self):
        said = super().clean()
        take, settle = said.get("take_within"), said.get("settle_within")
        if take is not None and take < 1:
            self.add_error("take_within", _("Give at least one minute."))
        if take is not None and settle is not None and settle < take:
            self.add_error("settle_within", _("It cannot be settled before it is taken in hand."))
        return said
