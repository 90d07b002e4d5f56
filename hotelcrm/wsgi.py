"""Entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")
application = get_wsgi_application()

# What every request needs is loaded before the first one, and never walked again by the collector.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
