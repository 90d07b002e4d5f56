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
from common.wording import listed
from loyalty import forms
from loyalty.choices import Ladder
from loyalty.ladder import Uncounted, Version, rule_words, rules_of, targets_of, uncounted_of
from loyalty.models import LadderRules
from loyalty.selectors.previews import moves
from loyalty.selectors.rules import rules_on, tiers_in_order, uncounted_on
from loyalty.services.rules import change_rules
from reservations.models import Channel

VERSIONS_SHOWN = 10


def _in_words(uncounted: Uncounted) -> str:
    """The channels by name and the rates by code that earn no tier; '' where all stays count."""
    channels = Channel.objects.filter(code__in=uncounted.channels) if uncounted.channels else ()
    return listed([*(channel.name for channel in channels), *uncounted.rate_plans])


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
    left_out = None
    if ladder == Ladder.TIER:
        left_out = forms.UncountedForm(request.POST or None, uncounted=uncounted_on(ladder, on))
    context = {
        "ladder": Ladder(ladder),
        "ladders": list(Ladder),
        "formset": formset,
        "note_form": note,
        "uncounted_form": left_out,
        "uncounted": _in_words(uncounted_on(ladder, on)),
        "may_change": may_change,
        "in_words": [(named[rule.target], rule_words(rule)) for rule in in_force],
        "versions": LadderRules.objects.filter(ladder=ladder)[:VERSIONS_SHOWN],
    }
    asked = [form for form in (formset, note, left_out) if form is not None]
    if request.method == "POST" and all([form.is_valid() for form in asked]):
        document, uncounted = formset.document(), left_out.document() if left_out else {}
        try:
            tried = Version(
                rules_of(document, targets_of(ladder, [tier.code for tier in tiers])), uncounted_of(uncounted)
            )
            if "save" in request.POST:
                change_rules(
                    ladder=ladder,
                    document=document,
                    uncounted=uncounted,
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
                "tried": [(named[rule.target], rule_words(rule)) for rule in tried.rules],
                "tried_uncounted": _in_words(tried.uncounted),
                "moves": moves(ladder, tried, on=on),
            }
    return render(request, "loyalty/rules.html", context)
