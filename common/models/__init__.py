from common.models.handed_in import HandedInFile
from common.models.jobs import JobRun
from common.models.machines import ApiClient, IdempotencyRecord
from common.models.shares import NightRange

__all__ = ["ApiClient", "HandedInFile", "IdempotencyRecord", "JobRun", "NightRange"]
