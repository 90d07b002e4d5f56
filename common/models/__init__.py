from common.models.jobs import JobRun
from common.models.machines import ApiClient, IdempotencyRecord

__all__ = ["ApiClient", "IdempotencyRecord", "JobRun"]
