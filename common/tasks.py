from celery import shared_task

from common import jobs


@shared_task
def execute_job(run_id: int) -> None:
    """Do one recorded run. Safe to repeat: only one caller wins the claim, a finished run is not claimable."""
    jobs.execute(run_id)
