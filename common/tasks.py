from celery import shared_task
from django.utils import timezone

from common import jobs


@shared_task
def execute_job(run_id: int) -> None:
    """Do one recorded run. Safe to repeat: only one caller wins the claim, a finished run is not claimable."""
    jobs.execute(run_id)


@shared_task
def sweep_jobs() -> int:
    """Find runs whose message or worker was lost. Safe to repeat: it only hints."""
    return jobs.sweep(timezone.now())
