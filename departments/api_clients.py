"""CRM centre: the machines that may call the API."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_day_start
from common.errors import HotelError
from common.machines import clients
from common.models import ApiClient
from departments.forms import ApiClientForm


@require_safe
@permission_required("common.view_apiclient", raise_exception=True)
def api_clients(request):
    every = ApiClient.objects.order_by("revoked_at", "name")
    return render(request, "departments/api_clients.html", {"clients": every, "now": timezone.now()})


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("common.add_apiclient", raise_exception=True)
@sensitive_variables("token")
def create(request):
    form = ApiClientForm(request.POST or None)
    if form.is_valid():
        try:
            client, token = clients.create_client(
                name=form.cleaned_data["name"],
                source=form.cleaned_data["source"],
                rate_limit=form.cleaned_data["rate_limit"],
                **_rights(form),
            )
        except HotelError as refused:
            form.add_error(refused.field or None, str(refused.message))
        else:
            return _show_token(request, client, token)
    return render(request, "departments/api_client_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@permission_required("common.change_apiclient", raise_exception=True)
def edit(request, pk):
    client = get_object_or_404(ApiClient, pk=pk, revoked_at=None)
    form = ApiClientForm(request.POST or None, instance=client, initial={"expires_on": _last_day(client)})
    if form.is_valid():
        client = form.save(commit=False)
        for name, value in _rights(form).items():
            setattr(client, name, value)
        client.save()
        messages.success(request, _("Saved: %(name)s.") % {"name": client.name})
        return redirect("departments:api_clients")
    return render(request, "departments/api_client_form.html", {"form": form, "client": client})


@never_cache
@require_POST
@permission_required("common.change_apiclient", raise_exception=True)
@sensitive_variables("token")
def renew(request, pk):
    client = get_object_or_404(ApiClient, pk=pk, revoked_at=None)
    return _show_token(request, client, clients.renew_token(client=client))


@require_POST
@permission_required("common.change_apiclient", raise_exception=True)
def revoke(request, pk):
    client = get_object_or_404(ApiClient, pk=pk)
    clients.revoke_client(client=client, at=timezone.now())
    messages.success(request, _("Revoked: %(name)s can no longer call.") % {"name": client.name})
    return redirect("departments:api_clients")


def _show_token(request, client, token):
    """The one page that ever shows a token; it answers the POST itself, so the token is stored nowhere."""
    return render(request, "departments/api_client_token.html", {"client": client, "token": token})


def _rights(form) -> dict:
    last_day = form.cleaned_data["expires_on"]
    return {
        "scopes": form.cleaned_data["scopes"],
        "networks": form.cleaned_data["networks"],
        "expires_at": business_day_start(last_day + timedelta(days=1)) if last_day else None,
    }


def _last_day(client):
    return timezone.localdate(client.expires_at) - timedelta(days=1) if client.expires_at else None
