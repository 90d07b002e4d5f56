"""Forms of imports."""

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guests.choices import ImportDates, ImportMode
from guests.imports.fields import FIELDS

ACCEPTED = ".csv,.xlsx,text/csv"
#: A workbook is unpacked while somebody waits; a CSV file is only kept.
LARGEST, LARGEST_WORKBOOK = 100 * 1024 * 1024, 10 * 1024 * 1024


def checked_size(file):
    """The uploaded file; ValidationError when it is larger than its kind may be."""
    if file.size > LARGEST:
        raise forms.ValidationError(_("The file is larger than 100 MB. Split it, or use the command."))
    if file.name.lower().endswith(".xlsx") and file.size > LARGEST_WORKBOOK:
        raise forms.ValidationError(_("The workbook is larger than 10 MB. Save it as CSV in UTF-8."))
    return file


class GuestFileForm(forms.Form):
    """A file of guests, where it comes from and how old what it says is."""

    file = forms.FileField(
        label=_("file"),
        help_text=_(
            "CSV (at most 100 MB) or XLSX (at most 10 MB), the names of the columns in the first row."
        ),
    )
    source = forms.CharField(
        label=_("source"),
        max_length=40,
        validators=[RegexValidator(r"^[\w\-]+$", _("Letters, digits, - and _ only."))],
        help_text=_(
            "A short name of the system it comes from. What its columns mean is remembered under it."
        ),
    )
    data_of = forms.DateField(
        label=_("state of the data"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day the file was written. Whoever was erased since does not come back with it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ACCEPTED
        self.fields["data_of"].initial = timezone.localdate

    def clean_file(self):
        return checked_size(self.cleaned_data["file"])

    def clean_data_of(self):
        day = self.cleaned_data["data_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not been yet."))
        return day


class ColumnsForm(forms.Form):
    """What each column means, how dates are written, and what the file may do with known guests."""

    mode = forms.ChoiceField(
        label=_("guests already known"),
        choices=ImportMode,
        help_text=_("What a person of the hotel has confirmed is never replaced."),
    )
    dates = forms.ChoiceField(label=_("dates are written as"), choices=ImportDates)

    def __init__(self, *args, headers: list[str], samples: list[list[str]], columns: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("leave out")), *((field.key, field.label) for field in FIELDS)]
        for place, (header, values) in enumerate(zip(headers, samples, strict=True)):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=header,
                choices=choices,
                required=False,
                initial=columns[place],
                help_text=" · ".join(values),
            )
        self.width = len(headers)

    @property
    def columns(self) -> list[str]:
        """The chosen field of each column, in their order."""
        return [self.cleaned_data[f"column-{place}"] for place in range(self.width)]
