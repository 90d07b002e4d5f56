"""A message to a guest: the same words as plain text and as a page."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Message:
    """`paragraphs` come first, then `facts` (label, value), then `links` (label, address), then `closing`."""

    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    closing: tuple[str, ...] = ()


def deliver(address: str, message: Message) -> None:
    """Hand `message` to the mail server; raises OSError where that fails (smtplib's errors are OSErrors)."""
    context = {"message": message, "hotel_name": settings.HOTEL_NAME}
    mail = EmailMultiAlternatives(message.subject, render_to_string("own/mail.txt", context), to=[address])
    mail.attach_alternative(render_to_string("own/mail.html", context), "text/html")
    mail.send()
