from django import forms
from django.utils.translation import gettext_lazy as _

from reservations.imports.files import MAPPINGS

#: Larger files come in by the command.
LARGEST = 100 * 1024 * 1024


class ImportForm(forms.Form):
    """A file and whose file it is."""

    mapping = forms.ChoiceField(label=_("mapping"))
    file = forms.FileField(
        label=_("file"), help_text=_("CSV in UTF-8, at most 100 MB. Nothing is written before you say so.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mapping"].choices = [(name, name) for name in MAPPINGS]
        self.fields["file"].widget.attrs["accept"] = ".csv,text/csv"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 100 MB. Split it, or use the command."))
        return file
