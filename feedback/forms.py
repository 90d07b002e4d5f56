"""Forms of the staff's side of surveys."""

from datetime import date

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from feedback.choices import ASKED_BY_US, Scale
from feedback.imports.reading import (
    COMMENT,
    CONFIRMATION,
    DATE,
    DATE_FORMATS,
    EXTERNAL_ID,
    INDICATOR,
    MARK,
    ROOM,
    SEVERAL,
    SUBJECT,
)
from feedback.models import ImportMapping, SurveyTablet
from guests.choices import Department


class TabletForm(forms.Form):
    name = forms.CharField(
        label=_("Name of this tablet"),
        max_length=SurveyTablet._meta.get_field("name").max_length,
        help_text=_("Such as “Desk 1”. You are signed out on this device, and it shows surveys only."),
    )


class InstrumentForm(forms.Form):
    """A new survey for one or several channels."""

    channels = forms.MultipleChoiceField(
        label=_("channels"),
        choices=[(channel.value, channel.label) for channel in ASKED_BY_US],
        widget=forms.CheckboxSelectMultiple,
    )
    scale = forms.ChoiceField(label=_("scale"), choices=Scale)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=120)
    title_en = forms.CharField(label=_("English title"), max_length=120)
    complaint_below = forms.IntegerField(
        label=_("an answer scored below this opens a complaint"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("From 0 to 100; on the ladder “dissatisfied” is 25. Empty: none does."),
    )


class DraftForm(forms.Form):
    note = forms.CharField(label=_("what changed and why"), max_length=200, required=False)


class CriterionForm(forms.Form):
    """One criterion of a draft; without a key it gets one from its English name."""

    key = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    position = forms.IntegerField(label=_("order"), min_value=0, max_value=999)


class IndicatorForm(CriterionForm):
    criterion = forms.ChoiceField(label=_("criterion"))
    department = forms.ChoiceField(label=_("department"), choices=Department)

    field_order = ("key", "name_zh", "name_en", "criterion", "department", "position")

    def __init__(self, *args, criteria=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = [("", "—"), *criteria]


CriterionFormSet = forms.formset_factory(CriterionForm, extra=1, can_delete=True, max_num=30, absolute_max=40)
IndicatorFormSet = forms.formset_factory(
    IndicatorForm, extra=2, can_delete=True, max_num=120, absolute_max=150
)


class AnswerFileForm(forms.Form):
    file = forms.FileField(
        label=_("file"), help_text=_("CSV in UTF-8 or XLSX; the first row names the columns.")
    )


class MappingForm(forms.Form):
    """What each column of a file holds; `columns` and `names` come from the file and the version in use."""

    known = forms.ModelChoiceField(
        label=_("take a saved mapping"), queryset=ImportMapping.objects.all(), required=False, empty_label="—"
    )
    name = forms.CharField(label=_("save this mapping as"), max_length=60, required=False)
    scale = forms.ChoiceField(label=_("scale"), choices=Scale)
    date_format = forms.ChoiceField(
        label=_("form of dates"), choices=[(form, date(2026, 3, 31).strftime(form)) for form in DATE_FORMATS]
    )
    day = forms.DateField(
        label=_("day of all answers"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For a file whose rows do not name a day; otherwise leave it empty."),
    )
    words = forms.CharField(
        label=_("words for points"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, such as “very good = 10”, for files that write words instead of points."),
    )
    not_used = forms.CharField(
        label=_("texts that mean not used"),
        required=False,
        help_text=_("Separated by commas, such as: n/a, 0"),
    )
    subjects = forms.CharField(
        label=_("what texts are about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Only where a row has several marks for one thing: one a line, the text of the file = the indicator,"
            " such as “Restaurant = restaurant_service”."
        ),
    )

    def __init__(self, *args, columns, indicators, samples, **kwargs):
        super().__init__(*args, **kwargs)
        self.column_names = {}
        self.keys_by_name = {
            name.casefold(): each.key
            for each in indicators
            for name in (each.key, each.name_zh, each.name_en)
        }
        offered = [
            ("", _("(leave it alone)")),
            (DATE, _("day of the answer")),
            (COMMENT, _("his own words")),
            (EXTERNAL_ID, _("number of the answer")),
            (CONFIRMATION, _("number of the reservation")),
            (ROOM, _("room")),
            (SUBJECT, _("what the marks are about")),
            (MARK, _("a mark; all of a row are averaged")),
            (_("Indicators"), [(f"{INDICATOR}{each.key}", each.name) for each in indicators]),
        ]
        for at, column in enumerate(columns):
            name = f"column-{at}"
            self.column_names[name] = column
            self.fields[name] = forms.ChoiceField(
                label=column,
                choices=offered,
                required=False,
                help_text=escape(" · ".join(samples.get(column, []))),
            )

    def clean_words(self) -> dict[str, str]:
        return _pairs(self.cleaned_data["words"], _("“%(line)s” is not of the form: text = points."))

    def clean_subjects(self) -> dict[str, str]:
        said = _pairs(self.cleaned_data["subjects"], _("“%(line)s” is not of the form: text = indicator."))
        unknown = [name for name in said.values() if name.casefold() not in self.keys_by_name]
        if unknown:
            raise forms.ValidationError(
                _("There is no indicator “%(name)s”. Write its name or its key.") % {"name": unknown[0]}
            )
        return {text: self.keys_by_name[name.casefold()] for text, name in said.items()}

    def clean_not_used(self) -> list[str]:
        return [text.strip() for text in self.cleaned_data["not_used"].split(",") if text.strip()]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("known") and not cleaned.get("name"):
            self.add_error("name", _("Give the mapping a name, or take a saved one."))
        chosen = [cleaned[name] for name in self.column_names if cleaned.get(name)]
        twice = {each for each in chosen if chosen.count(each) > 1 and each not in SEVERAL}
        if twice:
            self.add_error(None, _("Two columns hold the same thing. Leave one of them alone."))
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """{column: what it holds} as chosen."""
        return {
            column: self.cleaned_data[name]
            for name, column in self.column_names.items()
            if self.cleaned_data.get(name)
        }


def _pairs(text: str, refusal: str) -> dict[str, str]:
    """{left: right} of lines “left = right”; ValidationError in the words of `refusal` for another line."""
    pairs = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        left, sign, right = line.rpartition("=")
        if not sign or not left.strip():
            raise forms.ValidationError(refusal % {"line": line})
        pairs[left.strip()] = right.strip()
    return pairs
