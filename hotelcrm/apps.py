from django.apps import AppConfig


class HotelConfig(AppConfig):
    name = "hotelcrm"

    def ready(self):
        # Registers the nightly run, so that pages, commands and workers know it by name.
        from hotelcrm import nightly  # noqa: F401
