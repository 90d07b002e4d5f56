"""The rules of classes and tiers, in words; and whom other ones would move."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.dates import business_date
from common.errors import HotelError
from loyalty import forms
from loyalty.choices import Ladder
from loyalty.ladder import rule_words, rules_of, targets_of
from loyalty.models import LadderRules
from loyalty.selectors.previews import moves
from loyalty.selectors.rules import rules_on, tiers_in_order
from loyalty.services.rules import change_rules

VERSIONS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("loyalty.view_ladderrules", raise_exception=True)
def rules(request, ladder):
    """The rules in force and the next version; it is looked at first, then saved."""
    if ladder not in Ladder:
        raise Http404
    on, tiers = business_date(), tiers_in_order()
    in_force = rules_on(ladder, on, tiers)
    may_change = request.user.has_perm("loyalty.add_ladderrules")
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    choices = forms.target_choices(ladder, tiers)
    named = dict(choices)
    formset = forms.RuleFormSet(
        request.POST or None,
        initial=[forms.initial_of(rule) for rule in in_force],
        form_kwargs={"targets": choices},
        prefix="rule",
    )
    note = forms.NoteForm(request.POST or None)
    context = {
        "ladder": Ladder(ladder),
        "ladders": list(Ladder),
        "formset": formset,
        "note_form": note,
        "may_change": may_change,
        "in_words": [(named[rule.target], rule_words(rule)) for rule in in_force],
        "versions": LadderRules.objects.filter(ladder=ladder)[:VERSIONS_SHOWN],
    }
    if request.method == "POST" and formset.is_valid() and note.is_valid():
        document = formset.document()
        try:
            tried = rules_of(document, targets_of(ladder, [tier.code for tier in tiers]))
            if "save" in request.POST:
                change_rules(
                    ladder=ladder,
                    document=document,
                    by=request.user.get_username(),
                    on=on,
                    **note.cleaned_data,
                )
                messages.success(request, _("Saved. The next night judges by these rules."))
                return redirect("loyalty:rules", ladder)
        except HotelError as error:
            context["refusal"] = error.message
        else:
            context |= {
                "tried": [(named[rule.target], rule_words(rule)) for rule in tried],
                "moves": moves(ladder, tried, on=on),
            }
    return render(request, "loyalty/rules.html", context)
