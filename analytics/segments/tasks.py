from celery import shared_task

from analytics.segments.services.ranges import help_out


@shared_task
def help_with_ranges(task: str, key: int) -> None:
    """Take a share of the night's work. Safe to repeat, and to lose: the night does what nobody does."""
    help_out(task, key)
