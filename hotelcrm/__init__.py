import gc

# Loading the program makes hundreds of thousands of small objects, a batch of 500 bookings tens of thousands. With
# the stock threshold the collector walks the whole of Django's heap again and again: a sixth of every process's
# start, up to a third of a request's time. Said before anything of ours is loaded.
gc.set_threshold(50_000, 20, 50)

from hotelcrm.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
