"""Entry point for servers that speak ASGI; nothing in the product needs it yet."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelcrm.settings")
application = get_asgi_application()
