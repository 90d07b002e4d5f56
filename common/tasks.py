from celery import shared_task
from django.utils import timezone

from common import jobs
from common.machines.idempotency import purge_idempotency
from common.shares import help_out


@shared_task
def execute_job(run_id: int) -> None:
    """Do one recorded run. Safe to repeat: only one caller wins the claim, a finished run is not claimable."""
    jobs.execute(run_id)


@shared_task
def forget_old_answers() -> None:
    """Drop the answers kept for repeated requests after their 24 hours. Safe to repeat: what is gone is gone."""
    purge_idempotency(as_of=timezone.now())


@shared_task
def help_with_ranges(task: str, key: int) -> None:
    """Take a share of the night's work. Safe to repeat, and to lose: the night does what nobody does."""
    help_out(task, key)
