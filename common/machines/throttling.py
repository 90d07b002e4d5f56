"""Requests per client and minute, counted in Redis; without Redis nobody is held up."""

import time
from dataclasses import dataclass

from django.core.cache import cache

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Allowance:
    """What is left of this minute; `reset` in seconds."""

    limit: int
    remaining: int
    reset: int

    @property
    def is_exceeded(self) -> bool:
        return self.remaining < 0

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.remaining, 0)),
            "RateLimit-Reset": str(self.reset),
        }


def count_request(client) -> Allowance:
    now = time.time()
    key = f"rate:{client.pk}:{int(now // WINDOW)}"
    used = cache.count(key, WINDOW * 2)
    return Allowance(client.rate_limit, client.rate_limit - used, WINDOW - int(now % WINDOW))
