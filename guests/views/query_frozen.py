"""Frozen lists: exactly these guests, however their files change; and what is done with all of them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from common.views import progress_of
from guests.models import FrozenList
from guests.query.actions import action_named, actions_for
from guests.query.building import require
from guests.query.document import Document, parse
from guests.query.words import in_words
from guests.selectors.saved_queries import lists_of
from guests.services.frozen_lists import act, current_members, leave_out
from guests.views.query_lists import GuestResults

ROWS_SHOWN = 10
#: More boxes than a page has are nobody's selection.
MOST_LEFT_OUT = 1000


def frozen_list_for(user, pk: uuid.UUID) -> FrozenList:
    """The list, whoever froze it, as long as this person may ask what it was made of."""
    frozen = get_object_or_404(FrozenList.objects.select_related("owner"), pk=pk)
    require(user, parse(frozen.document))
    return frozen


class FrozenLists(PermissionRequiredMixin, ListPage):
    permission_required = "guests.add_frozenlist"
    page_title = gettext_lazy("Frozen lists")
    empty_title = gettext_lazy("No frozen lists yet")
    empty_text = gettext_lazy("Build a query and choose “Act on these guests”: the list is frozen first.")
    default_sort = "-created_at"
    columns = (
        Column("created_at", gettext_lazy("frozen at"), sort=("created_at",)),
        Column("words", gettext_lazy("query in words")),
        Column("count", gettext_lazy("guests"), numeric=True),
    )

    def get_queryset(self):
        return lists_of(self.request.user)

    def row_url(self, row) -> str:
        return row.get_absolute_url()


class FrozenListPage(PermissionRequiredMixin, GuestResults):
    """The guests of one list, what can be done with them, what was done."""

    permission_required = "guests.add_frozenlist"
    template_name = "guests/query_frozen.html"
    page_title = gettext_lazy("Frozen list")

    @cached_property
    def frozen(self) -> FrozenList:
        return frozen_list_for(self.request.user, self.kwargs["pk"])

    @cached_property
    def document(self) -> Document:  # type: ignore[override]
        return parse(self.frozen.document)

    def guests(self):
        return current_members(self.frozen)

    def get(self, request, *args, **kwargs) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except HotelError as problem:
            messages.error(request, str(problem.message))
            return redirect(self.frozen)

    def shown_columns(self):
        shown = super().shown_columns()
        if self.is_untouched and not self.request.GET.get("export"):
            leave = Column(
                "leave_out",
                gettext_lazy("leave out"),
                value=lambda guest: guest.pk,
                template="guests/_query_leave_out.html",
            )
            return [*shown, leave]
        return shown

    @cached_property
    def done(self) -> list:
        return list(self.frozen.actions.select_related("by", "run"))

    @property
    def is_untouched(self) -> bool:
        return not self.done

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            frozen=self.frozen,
            words=in_words(self.document),
            actions=actions_for(self.request.user),
            done=[
                (one, action_named(one.action), progress_of(one.run) if one.run else None)
                for one in self.done
            ],
            untouched=self.is_untouched,
            xlsx_url=self.xlsx_url(),
            **kwargs,
        )


@require_POST
@permission_required("guests.add_frozenlist", raise_exception=True)
def leave_out_guests(request, pk: uuid.UUID):
    """The ticked guests leave the list, before anything is done with it."""
    frozen = frozen_list_for(request.user, pk)
    ticked = [int(key) for key in request.POST.getlist("guest")[:MOST_LEFT_OUT] if key.isdigit()]
    try:
        gone = leave_out(frozen=frozen, guests=ticked)
    except HotelError as problem:
        messages.error(request, str(problem.message))
    else:
        messages.success(request, _("Left out: %(n)s") % {"n": gone})
    return redirect(frozen)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("guests.add_frozenlist", raise_exception=True)
def list_action(request, pk: uuid.UUID, action: str):
    """What is done, to how many, the first of them by name; posting it does it."""
    chosen = action_named(action)
    frozen = frozen_list_for(request.user, pk)
    if chosen is None:
        raise Http404
    if not request.user.has_perm(chosen.permission):
        raise PermissionDenied
    form = chosen.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _act(request, frozen, chosen, form)
    context = {
        "frozen": frozen,
        "words": in_words(parse(frozen.document)),
        "action": chosen,
        "form": form,
        "key": request.POST.get("key") or uuid.uuid4(),
        "first": current_members(frozen).order_by("pk")[:ROWS_SHOWN],
    }
    return render(request, "guests/query_action.html", context)


def _act(request, frozen: FrozenList, chosen, form) -> HttpResponse:
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        done = act(frozen=frozen, action=chosen, data=form.cleaned_data, by=request.user, key=key)
    except HotelError as problem:
        messages.error(request, str(problem.message))
        return redirect(frozen)
    if done.run_id:
        return redirect("jobs:run", done.run_id)
    messages.success(
        request, _("%(action)s: %(n)s guests changed.") % {"action": chosen.label, "n": done.changed}
    )
    return redirect(frozen)
