"""The signed link by which an outsider answers: only who holds it is that expert."""

from django.core import signing

from analytics.satisfaction.models import Expert

#: Without a time: a link lives as long as its expert is asked.
SIGNER = signing.Signer(salt="analytics.satisfaction.expert")


def link_token(expert: Expert) -> str:
    """Goes into the link; worthless once the expert's link was renewed."""
    return SIGNER.sign_object([expert.pk, expert.link_issue])


def expert_of(token: str) -> Expert | None:
    """Whose link it is, or None for a forged, renewed or withdrawn one."""
    try:
        pk, issue = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    experts = Expert.objects.select_related("weighting__system")
    return experts.filter(pk=pk, link_issue=issue, user__isnull=True).first()
