"""The thresholds as people change them."""

from django import forms

from analytics.life_cycle.models import LifeCycleRules
from analytics.life_cycle.services import SETTINGS


class RulesForm(forms.ModelForm):
    """The next version; whether the figures go together is the service's to say."""

    class Meta:
        model = LifeCycleRules
        fields = (*SETTINGS, "note")

    def validate_constraints(self) -> None:
        """Left to the service, which says in words what the database would refuse."""

    @property
    def figures(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in SETTINGS}
