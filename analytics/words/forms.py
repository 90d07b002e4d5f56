from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.words.choices import Polarity, Source
from analytics.words.selectors import Text, text_named, themes


class LabelForm(forms.Form):
    """One text's label; which text it is, says the form itself."""

    source = forms.ChoiceField(choices=Source, widget=forms.HiddenInput)
    pk = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    polarity = forms.ChoiceField(label=_("How does it sound?"), choices=Polarity, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label=_("What is it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = list(themes().items())


class WhichText(forms.Form):
    """The text that an address names; one of them by chance where it names none."""

    source = forms.ChoiceField(choices=Source)
    pk = forms.IntegerField(min_value=1, max_value=2**62)

    def text(self) -> Text | None:
        if not self.is_valid():
            return None
        return text_named(Source(self.cleaned_data["source"]), self.cleaned_data["pk"])


class MonthForm(forms.Form):
    """One of the months of which something was read; `month` is its first day, None for all or what is none of them."""

    def __init__(self, data, *, months: list[date]):
        super().__init__(data)
        self.known = {f"{month:%Y-%m}": month for month in months}
        choices = [("", _("all months")), *((key, key) for key in self.known)]
        self.fields["month"] = forms.ChoiceField(label=_("month"), required=False, choices=choices)

    @property
    def month(self) -> date | None:
        return self.known.get(self.cleaned_data.get("month", "")) if self.is_valid() else None
