"""Entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")
# A batch of 500 bookings makes tens of thousands of small objects, loading the program hundreds of thousands. With the
# stock threshold that walks the whole of Django's heap again and again: up to a third of a request's time.
gc.set_threshold(50_000, 20, 50)
application = get_wsgi_application()
# What every request needs is loaded before the first one, and never walked again.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
