from django import forms
from django.utils.translation import gettext_lazy as _

from guests.import_forms import ACCEPTED, checked_size
from reservations.imports.files import MAPPINGS


class ImportForm(forms.Form):
    """A file and whose file it is."""

    mapping = forms.ChoiceField(label=_("mapping"))
    file = forms.FileField(
        label=_("file"),
        help_text=_(
            "CSV in UTF-8 (at most 100 MB) or XLSX (at most 10 MB). You see every row before it is written."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mapping"].choices = [(name, name) for name in MAPPINGS]
        self.fields["file"].widget.attrs["accept"] = ACCEPTED

    def clean_file(self):
        return checked_size(self.cleaned_data["file"])
