"""Saved queries: one's own and those shared with one's department; renamed, shared, locked, copied, deleted."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import Group
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from common.wording import listed
from guests.choices import Department
from guests.models import QueryExport
from guests.query.columns import label_of
from guests.query.document import parse
from guests.query.words import in_words
from guests.selectors.saved_queries import queries_for
from guests.services.saved_queries import change_query, copy_query, delete_query


def _readers() -> list[tuple[str, str]]:
    """The departments that may open a saved query at all."""
    may_open = {"permissions__content_type__app_label": "guests", "permissions__codename": "view_savedquery"}
    able = set(Group.objects.filter(**may_open).values_list("name", flat=True))
    return [(each.value, str(each.label)) for each in Department if each.value in able]


class SavedQueryForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("name"), max_length=120)
    shared_with = forms.MultipleChoiceField(
        label=gettext_lazy("shared with"),
        choices=_readers,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_locked = forms.BooleanField(label=gettext_lazy("locked: only the owner may change it"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


def _departments(query) -> str:
    return listed(Department(name).label for name in query.shared_with)


class SavedQueries(PermissionRequiredMixin, ListPage):
    permission_required = "guests.view_savedquery"
    template_name = "guests/query_saved.html"
    page_title = gettext_lazy("Saved queries")
    empty_title = gettext_lazy("No saved queries yet")
    empty_text = gettext_lazy(
        "Build a query and save it; the ones that colleagues share appear here as well."
    )
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("name"), sort=("name",)),
        Column("owner", gettext_lazy("owner"), value=lambda query: query.owner.get_username()),
        Column("shared_with", gettext_lazy("shared with"), value=_departments),
        Column("is_locked", gettext_lazy("locked"), value=lambda query: _("yes") if query.is_locked else ""),
        Column("updated_at", gettext_lazy("changed at"), sort=("updated_at",)),
        Column(
            "manage",
            gettext_lazy("settings"),
            value=lambda query: query,
            template="guests/_query_manage.html",
        ),
    )

    def get_queryset(self):
        return queries_for(self.request.user)

    def row_url(self, row) -> str:
        return row.get_absolute_url()


class ExportLog(PermissionRequiredMixin, ListPage):
    """Who took which guests out of the system."""

    permission_required = "guests.view_queryexport"
    page_title = gettext_lazy("Exports of guests")
    empty_title = gettext_lazy("Nothing was exported yet")
    empty_text = gettext_lazy(
        "Every export of a query stands here: who, when, which columns, how many guests."
    )
    default_sort = "-at"
    columns = (
        Column("at", gettext_lazy("at"), sort=("at",)),
        Column("by", gettext_lazy("by"), value=lambda export: export.by.get_username() if export.by else ""),
        Column("words", gettext_lazy("query in words")),
        Column("count", gettext_lazy("guests"), numeric=True),
        Column(
            "columns", gettext_lazy("columns"), value=lambda export: listed(map(label_of, export.columns))
        ),
        Column("format", gettext_lazy("format")),
        Column(
            "with_contacts",
            gettext_lazy("whole phone numbers and addresses"),
            value=lambda export: _("yes") if export.with_contacts else "",
        ),
    )

    def get_queryset(self):
        return QueryExport.objects.select_related("by")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("guests.add_savedquery", raise_exception=True)
def saved_query(request, pk: int):
    """Name, sharing and lock of one query; only its owner may change them."""
    query = get_object_or_404(queries_for(request.user), pk=pk)
    form = SavedQueryForm(request.POST or None, initial=_initial(query))
    if request.method == "POST" and form.is_valid():
        try:
            change_query(query=query, by=request.user, **form.cleaned_data)
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("guests:saved_queries")
    context = {
        "query": query,
        "form": form,
        "words": in_words(parse(query.document)),
        "is_owner": query.owner_id == request.user.pk,
    }
    return render(request, "guests/query_settings.html", context)


def _initial(query) -> dict:
    return {
        "name": query.name,
        "shared_with": query.shared_with,
        "is_locked": query.is_locked,
        "seen": query.lock_version,
    }


@require_POST
@permission_required("guests.add_savedquery", raise_exception=True)
def copy(request, pk: int):
    own = copy_query(query=get_object_or_404(queries_for(request.user), pk=pk), by=request.user)
    messages.success(request, _("Copied as “%(name)s”.") % {"name": own.name})
    return redirect("guests:saved_query", own.pk)


@require_POST
@permission_required("guests.add_savedquery", raise_exception=True)
def delete(request, pk: int):
    query = get_object_or_404(queries_for(request.user), pk=pk)
    delete_query(query=query, by=request.user)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": query.name})
    return redirect("guests:saved_queries")
