from common.models.handed_in import HandedInFile
from common.models.jobs import JobRun
from common.models.machines import ApiClient, IdempotencyRecord

__all__ = ["ApiClient", "HandedInFile", "IdempotencyRecord", "JobRun"]
