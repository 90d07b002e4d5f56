"""Sign-in, sign-out and second factor; nobody signs up by himself."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls")), path("2fa/", include("allauth.mfa.urls"))]
