"""Scopes: a view that declares none for a method is closed to everybody."""

from rest_framework.permissions import BasePermission

from common.machines.problems import Problem


class HasScope(BasePermission):
    """The client holds the scope that the view's `required_scopes` names for this method."""

    def has_permission(self, request, view):
        if request.user is None:
            raise Problem("unauthenticated")
        if not hasattr(view, request.method.lower()):
            return True  # answered with 405
        declared = getattr(view, "required_scopes", {})
        scope = declared.get("GET" if request.method == "HEAD" else request.method)
        if request.method == "OPTIONS":
            return bool(declared)
        if scope is None or scope not in request.user.scopes:
            raise Problem("forbidden", f"This needs the scope {scope}." if scope else "This is closed.")
        return True
