"""Making a guest's file and correcting it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.addresses import way_back
from common.conflicts import lines_of, opened_again, with_theirs
from common.dates import business_date
from common.errors import EditConflict, HotelError
from guests.edits import changed_fields
from guests.forms import ContactForm, DocumentForm, GuestForm, NewGuestForm, value_of_text
from guests.models import Guest
from guests.selectors.file import guest_by_number, holders
from guests.selectors.search import search_guests
from guests.services.documents import checked_number
from guests.services.files import DocumentDraft, GuestDraft, create_guests, update_guest
from guests.views.parts import guest_of

#: Finds offered under a field that names another guest.
PICKED = 6


@require_http_methods(["GET", "POST"])
@permission_required("guests.add_guest", raise_exception=True)
def create_guest(request):
    """A new file; where a contact belongs to somebody already it says so first, and joins nothing itself.

    `?next=` (an address without a query) is where the new guest was needed: it is opened with `?guest=G…`.
    """
    form = NewGuestForm(request.POST or None)
    known, back = [], way_back(request, request.GET.get("next"))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        known = [] if "anyway" in request.POST else _known(cleaned)
        if not known:
            try:
                guest = _created(form, request.user)
            except HotelError as error:
                form.add_error("document_number", error.message)
            else:
                messages.success(request, _("%(number)s was created.") % {"number": guest.number})
                return redirect(f"{back}?guest={guest.number}" if back else guest)
    context = {"form": form, "known": known, "guest": None, "back": back}
    return render(request, "guests/guest_form.html", context)


def _known(cleaned: dict) -> list:
    return holders(
        phones=[cleaned["phone"]],
        emails=[cleaned["email"]],
        document=cleaned["document_number"],
        country=cleaned["document_country"] or "CN",
    )


def _created(form: NewGuestForm, user) -> Guest:
    wanted = {name: value for name, value in form.wanted().items() if value not in (None, "", False)}
    cleaned = form.cleaned_data
    drafted = {name: wanted.pop(name) for name in list(wanted) if name in GuestDraft.__dataclass_fields__}
    documents = ()
    if cleaned["document_number"]:
        number = checked_number(cleaned["document_number"])
        documents = (DocumentDraft(cleaned["document_type"], number, cleaned["document_country"] or "CN"),)
    if wanted.get("is_vip"):
        wanted["vip_by"] = user
    confirmed = sorted({*drafted, *wanted})
    draft = GuestDraft(
        **drafted,
        phones=tuple(filter(None, [cleaned["phone"]])),
        emails=tuple(filter(None, [cleaned["email"]])),
        documents=documents,
        extra=wanted | {"confirmed_fields": confirmed},
    )
    return create_guests(drafts=[draft], created_by=user.get_username())[0]


@require_http_methods(["GET", "POST"])
@permission_required("guests.change_guest", raise_exception=True)
def edit_guest(request, number):
    """Correct a file. What somebody else changed meanwhile is shown beside one's own, and nothing is lost."""
    guest = guest_of(number)
    if request.method == "GET":
        return _edit_page(request, guest, GuestForm(instance=guest))
    # The form's own copy: checking it must not touch what is stored.
    posted = with_theirs(request.POST, GuestForm(instance=guest_by_number(guest.number)))
    form = GuestForm(posted, instance=guest_by_number(guest.number))
    if not form.is_valid():
        return _edit_page(request, guest, form)
    changes = changed_fields(form.cleaned_data["seen"], form.wanted())
    if changes.get("is_vip"):
        changes["vip_by"] = request.user
    try:
        update_guest(guest=guest, changes=changes, seen=form.cleaned_data["seen"] | _not_in_form(guest))
    except EditConflict as conflict:
        return _conflict_page(request, guest, form, conflict, changes)
    messages.success(request, _("Saved."))
    return redirect(guest)


def _not_in_form(guest: Guest) -> dict[str, str]:
    return {"vip_by": str(guest.vip_by_id or "")}


def _conflict_page(request, guest: Guest, form: GuestForm, conflict: EditConflict, changes: dict):
    """The same form, filled with what he typed; saving it again replaces what is shown of others' values, knowingly."""
    guest.refresh_from_db()
    seen = form.cleaned_data["seen"]
    conflict.before = {name: value_of_text(name, seen.get(name, "")) for name, _, _ in conflict.conflicts}
    conflict.only_theirs = [
        name
        for name in GuestForm.Meta.fields
        if name not in changes and GuestForm.text_of(guest, name) != seen.get(name, "")
    ]
    data = opened_again(form.data, GuestForm(instance=guest), conflict, memory="seen")
    again = GuestForm(data, instance=guest_by_number(guest.number))
    again.is_valid()
    return _edit_page(request, guest, again, conflicts=lines_of(form, conflict), status=409)


def _edit_page(request, guest, form, *, conflicts=(), status=200):
    context = {
        "form": form,
        "guest": guest,
        "conflicts": conflicts,
        "phones": guest.phones.order_by("-is_primary", "pk"),
        "emails": guest.emails.order_by("-is_primary", "pk"),
        "documents": guest.documents.order_by("pk"),
        "contact_form": ContactForm(),
        "document_form": DocumentForm(auto_id="id_document_%s"),
    }
    return render(request, "guests/guest_form.html", context, status=status)


@require_POST
@permission_required("guests.view_guest", raise_exception=True)
def duplicates(request):
    """While one types a phone, an address or a document: whose it is already (htmx fragment)."""
    if not request.user.has_perm("guests.add_guest") and not request.user.has_perm("guests.change_guest"):
        raise PermissionDenied
    known = holders(
        phones=[request.POST.get("phone", ""), request.POST.get("text", "")],
        emails=[request.POST.get("email", ""), request.POST.get("text", "")],
        document=request.POST.get("document_number", "") or request.POST.get("number", ""),
        country=request.POST.get("document_country", "") or request.POST.get("country", "") or "CN",
        but=Guest.objects.filter(number=request.POST.get("guest", "")).first(),
    )
    return render(request, "guests/_known.html", {"known": known})


@require_POST
@permission_required("guests.change_guest", raise_exception=True)
def pick(request):
    """While one types whom a form means: who fits, to be taken over with a click (htmx fragment)."""
    typed = request.POST.get("referred_by", "")[:100]
    found = [item for item in search_guests(typed, on=business_date(), limit=PICKED) if item.guest]
    return render(request, "guests/_pick.html", {"found": found, "typed": typed.strip()})
