"""Accounts: all of them, one with its guests, stays and revenue, a new one, a corrected one."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.audit import changes_of, in_words
from common.conflicts import lines_of, opened_again, with_theirs
from common.dates import business_date
from common.errors import EditConflict
from common.list_parts import Column
from common.lists import ListPage
from guests.choices import AccountKind
from guests.models import Account
from guests.services.accounts import create_account, update_account
from reservations.forms.accounts import AccountForm
from reservations.selectors.accounts import account_file, accounts_with_guests, with_a_year

CHANGES_READ = 20
#: Columns that read all stays of an account: only when somebody asks for them.
A_YEAR = frozenset({"nights", "revenue"})


class AccountFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=gettext_lazy("kind"), choices=AccountKind)
    is_active = filters.BooleanFilter(label=gettext_lazy("active"))
    ends_before = filters.DateFilter(
        label=gettext_lazy("contract ends before"), field_name="valid_until", lookup_expr="lt"
    )

    class Meta:
        model = Account
        fields = ("kind", "is_active", "ends_before")


class AccountList(PermissionRequiredMixin, ListPage):
    permission_required = "guests.view_account"
    raise_exception = True
    export_permission = "guests.export_guest"
    template_name = "reservations/account_list.html"
    page_title = gettext_lazy("Accounts")
    empty_title = gettext_lazy("No accounts yet")
    empty_text = gettext_lazy("Companies, offices and agencies with a contract stand here.")
    filterset_class = AccountFilter
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("Account"), sort=("name", "pk")),
        Column("code", gettext_lazy("Code"), sort=("code",)),
        Column("get_kind_display", gettext_lazy("Kind")),
        Column("contact_name", gettext_lazy("Contact")),
        Column("contact_phone", gettext_lazy("Contact's phone"), shown=False),
        Column("discount_percent", gettext_lazy("Discount in %"), numeric=True),
        Column("valid_until", gettext_lazy("Contract until")),
        Column("is_active", gettext_lazy("Active"), value=lambda row: _("yes") if row.is_active else _("no")),
        Column("guest_count", gettext_lazy("Guests"), numeric=True),
        Column("nights", gettext_lazy("Nights in a year"), numeric=True, sort=("nights", "pk"), shown=False),
        Column(
            "revenue", gettext_lazy("Revenue in a year"), numeric=True, sort=("revenue", "pk"), shown=False
        ),
    )

    def get_queryset(self):
        asked = {column.key for column in self.shown_columns()} | {self.sort()[0]}
        accounts = accounts_with_guests()
        return with_a_year(accounts, business_date()) if asked & A_YEAR else accounts

    def shown_columns(self):
        columns = super().shown_columns()
        shows_money = self.request.user.has_perm("reservations.view_charge")
        return columns if shows_money else [column for column in columns if column.key != "revenue"]

    def row_url(self, row) -> str:
        return reverse("reservations:account", args=[row.pk])

    def row_urgent(self, row) -> bool:
        return row.is_active and row.valid_until is not None and row.valid_until < business_date()


@require_safe
@permission_required("guests.view_account", raise_exception=True)
def account(request, pk):
    """One account: its contract, figures, guests, stays and changes."""
    found = get_object_or_404(Account, pk=pk)
    on = business_date()
    context = {
        "account": found,
        "file": account_file(found),
        "shows_money": request.user.has_perm("reservations.view_charge"),
        "has_ended": found.valid_until is not None and found.valid_until < on,
        "history": in_words(changes_of(found, limit=CHANGES_READ)),
    }
    return render(request, "reservations/account_detail.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("guests.add_account", raise_exception=True)
def new_account(request):
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = create_account(said=form.said())
        messages.success(request, _("%(name)s was added.") % {"name": made.name})
        return redirect("reservations:account", made.pk)
    return render(request, "reservations/account_form.html", {"form": form, "account": None})


@require_http_methods(["GET", "POST"])
@permission_required("guests.change_account", raise_exception=True)
def edit_account(request, pk):
    """A conflict shows both values; what was typed stays in the form, and saving again means it."""
    found = get_object_or_404(Account, pk=pk)
    form = AccountForm(with_theirs(request.POST, AccountForm(instance=found)) or None, instance=found)
    conflicts = []
    if request.method == "POST" and form.is_valid():
        try:
            update_account(
                account_id=pk, changes=form.said(), expected_version=form.cleaned_data["version"] or 0
            )
        except EditConflict as error:
            conflicts = lines_of(form, error)
            found.refresh_from_db()
            form = AccountForm(opened_again(form.data, AccountForm(instance=found), error), instance=found)
        else:
            messages.success(request, _("Saved."))
            return redirect("reservations:account", pk)
    context = {"form": form, "account": found, "conflicts": conflicts}
    return render(request, "reservations/account_form.html", context, status=409 if conflicts else 200)
