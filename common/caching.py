"""A cache that is allowed to be away: Redis is a hint, and a page never fails for want of it."""

import structlog
from django.core.cache.backends.redis import RedisCache
from django.utils.functional import cached_property
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache that misses, instead of raising, when Redis is refused, frozen or flushed."""

    def get(self, key, default=None, version=None):
        return self._or(default, super().get, key, default=default, version=version)

    def set(self, *args, **kwargs):
        return self._or(None, super().set, *args, **kwargs)

    def add(self, *args, **kwargs):
        return self._or(False, super().add, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._or(0, super().incr, key, delta=delta, version=version)

    def count(self, key: str, seconds: int) -> int:
        """How often `key` has been counted, this time included, within `seconds` of the last; one round trip."""
        return self._or(0, self._count, self.make_and_validate_key(key), seconds)

    def _count(self, key: str, seconds: int) -> int:
        return self._counter.pipeline(transaction=False).incr(key).expire(key, seconds).execute()[0]

    @cached_property
    def _counter(self):
        """Kept, because Django makes a new client for every call, which takes longer than the call."""
        return self._cache.get_client(write=True)

    def delete(self, *args, **kwargs):
        return self._or(False, super().delete, *args, **kwargs)

    def get_many(self, keys, version=None):
        return self._or({}, super().get_many, keys, version=version)

    def set_many(self, *args, **kwargs):
        return self._or([], super().set_many, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._or(False, super().has_key, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._or(False, super().touch, *args, **kwargs)

    def clear(self):
        return self._or(False, super().clear)

    @staticmethod
    def _or(fallback, operation, *args, **kwargs):
        try:
            return operation(*args, **kwargs)
        except RedisError as error:
            log.warning("cache_unavailable", error=type(error).__name__)
            return fallback
