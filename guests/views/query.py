"""The combined query: building it, its live count, its guests. Everything that acts on them: query_frozen.py."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.dates import business_date
from common.errors import HotelError
from common.lists import COLUMNS, EXPORT, SORT
from guests.models import Guest, SavedQuery
from guests.query import rows
from guests.query.building import guests_of, is_personal, require
from guests.query.counting import TooSlow, at_most, count
from guests.query.document import Document, QueryProblem, decode, encode, parse
from guests.query.registry import conditions_for
from guests.query.values import is_finished
from guests.query.words import in_words
from guests.selectors.saved_queries import draft_of, may_change, queries_for
from guests.services.frozen_lists import freeze
from guests.services.saved_queries import change_query, keep_draft, save_query
from guests.views.query_lists import GuestResults

#: Longer documents do not fit into an address that every proxy passes on.
LONGEST_ADDRESS = 1500


def address_of(
    user, document: Document, *, saved: str = "", kept: list[tuple[str, str]] | None = None
) -> str:
    """Where the query is built: in the address itself, unless it names a person or is too long for one."""
    parameters = QueryDict(mutable=True)
    written = encode(document)
    if saved:
        parameters["saved"] = saved
    if is_personal(document) or len(written) > LONGEST_ADDRESS:
        parameters["draft"] = str(keep_draft(owner=user, document=document))
    else:
        parameters["doc"] = written
    for key, value in kept or []:
        parameters.appendlist(key, value)
    return f"{reverse('guests:query')}?{parameters.urlencode()}"


class QueryPage(PermissionRequiredMixin, GuestResults):
    """Rows of conditions, how many guests they leave, and these guests. Works by posting alone."""

    permission_required = "guests.view_savedquery"
    template_name = "guests/query.html"
    page_title = gettext_lazy("Combined query")

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.on = business_date()

    # --- The query of this address ---------------------------------------------------------------------------
    @cached_property
    def saved(self) -> SavedQuery | None:
        """The saved query that this one is, or began as."""
        number = _number(self.request.GET.get("saved", ""))
        return get_object_or_404(queries_for(self.request.user), pk=number) if number else None

    @cached_property
    def document(self) -> Document:  # type: ignore[override]
        """As the address says; Http404 for somebody else's draft."""
        given = self.request.GET
        if "doc" in given:
            return decode(given["doc"])
        if "draft" in given:
            draft = draft_of(self.request.user, _uuid(given["draft"]))
            if draft is None:
                raise Http404(_("This query is somebody else's draft. Ask him to save and share it."))
            return parse(draft.document)
        return parse(self.saved.document) if self.saved else Document()

    @cached_property
    def finished(self) -> Document:
        """Without the rows that are not filled in yet."""
        return self.document.only(is_finished)

    def guests(self) -> QuerySet[Guest]:
        return guests_of(self.finished, on=self.on)

    # --- Showing -------------------------------------------------------------------------------------------
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            require(request.user, self.document)
        except QueryProblem as problem:
            messages.error(request, str(problem.message))
            return redirect("guests:query")
        self._as_saved()
        try:
            return super().get(request, *args, **kwargs)
        except HotelError as problem:  # an export that cannot be made
            messages.error(request, str(problem.message))
            return redirect(self.address(**{EXPORT: ""}))

    def _as_saved(self) -> None:
        """A saved query opens with the columns and the order it was saved with."""
        if not self.saved or set(self.request.GET) & {"doc", "draft", COLUMNS, SORT}:
            return
        parameters = self.request.GET.copy()
        parameters.setlist(COLUMNS, self.saved.columns)
        if self.saved.sort:
            parameters[SORT] = self.saved.sort
        self.request.GET = parameters  # type: ignore[assignment]

    def get_context_data(self, **kwargs) -> dict:
        parts = rows.drawn(self.document, on=self.on)
        wrong, user = rows.problems(parts), self.request.user
        context = {
            "page_title": self.saved.name if self.saved else self.page_title,
            "parts": parts,
            "join": self.document.join,
            "groups": grouped(user),
            "wrong": wrong,
            "unfinished": sum(not is_finished(term) for term in self.document.terms()),
            "words": in_words(self.finished),
            "saved": self.saved,
            "may_change": self.saved is not None and may_change(self.saved, user),
            "kept": self.kept_for_builder(),
            "list": None,
            "xlsx_url": "",
        }
        if not wrong and self.finished.parts:
            context |= self._results()
        return context | kwargs

    def _results(self) -> dict:
        try:
            with at_most(settings.QUERY_SECONDS):
                return {"list": self.list_state(), "xlsx_url": self.xlsx_url()} | {
                    "empty_title": self.empty_title,
                    "empty_text": self.empty_text,
                }
        except TooSlow as slow:
            return {"too_slow": slow.seconds}

    # --- Building --------------------------------------------------------------------------------------------
    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """One press of a button: change the rows, show, save or freeze; leads to the address of the result."""
        document = rows.read(request.POST)
        do, _colon, place = request.POST.get("do", "show").partition(":")
        if do == "add":
            document = rows.with_term(document, request.POST.get(f"new{place and '-' + place}", ""), place)
        elif do == "bracket":
            document = rows.with_bracket(document)
        elif do == "remove":
            document = rows.without_part(document, place)
        require(request.user, document)
        try:
            if do in {"save", "save_new"}:
                return redirect(self._save(document, is_new=do == "save_new"))
            if do == "freeze":
                return redirect(self._freeze(document))
        except HotelError as problem:
            messages.error(request, str(problem.message))
        return redirect(self._built(document, added=do == "add"))

    def _built(self, document: Document, *, added: bool) -> str:
        kept = [(name, value) for name in (COLUMNS, SORT) for value in self.request.POST.getlist(name)]
        saved = self.request.POST.get("saved", "")
        address = address_of(self.request.user, document, saved=saved if saved.isdigit() else "", kept=kept)
        return f"{address}#new" if added else f"{address}#results" if document.parts else address

    def _save(self, document: Document, *, is_new: bool) -> str:
        posted, user = self.request.POST, self.request.user
        if not user.has_perm("guests.add_savedquery"):
            raise PermissionDenied
        finished = document.only(is_finished)
        guests_of(finished, on=self.on)  # what makes no sense is not kept
        columns, sort = posted.getlist(COLUMNS), posted.get(SORT, "")
        if is_new:
            title = posted.get("title", "")
            query = save_query(owner=user, name=title, document=finished, columns=columns, sort=sort)
        else:
            query = get_object_or_404(queries_for(user), pk=_number(posted.get("saved", "")))
            seen = _number(posted.get("seen", ""))
            query = change_query(
                query=query, by=user, seen=seen, document=finished, columns=columns, sort=sort
            )
        messages.success(self.request, _("Saved."))
        return query.get_absolute_url()

    def _freeze(self, document: Document) -> str:
        if not self.request.user.has_perm("guests.add_frozenlist"):
            raise PermissionDenied
        frozen = freeze(document=document.only(is_finished), owner=self.request.user, on=self.on)
        return frozen.get_absolute_url()


def _number(text: str) -> int:
    """0 where no number was sent."""
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


def grouped(user) -> list[tuple[str, list]]:
    """(group, conditions) that this person may ask for, groups as they were first registered."""
    groups: dict[str, list] = {}
    for condition in conditions_for(user):
        groups.setdefault(str(condition.group), []).append(condition)
    return list(groups.items())


@require_POST
@permission_required("guests.view_savedquery", raise_exception=True)
def query_count(request):
    """How many guests the rows leave, while they are being filled in (htmx fragment)."""
    document = rows.read(request.POST)
    require(request.user, document)
    unfinished = sum(not is_finished(term) for term in document.terms())
    context = {"unfinished": unfinished}
    try:
        context["counted"] = count(document.only(is_finished), on=business_date())
    except QueryProblem as problem:
        context["problem"] = problem.message
    return render(request, "guests/_query_count.html", context)
