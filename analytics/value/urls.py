from django.urls import path, register_converter

from analytics.value.choices import ValueClass
from analytics.value.views import forecasts, guests, overview, parameters


class ValueClassConverter:
    """Only the four classes are addresses."""

    regex = "|".join(ValueClass.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ValueClassConverter, "value_class")

app_name = "value"
urlpatterns = [
    path("", overview.matrix, name="matrix"),
    path("guests/", guests.ValueList.as_view(), name="guests"),
    path("runs/", overview.runs, name="runs"),
    path("runs/start/", overview.start, name="start"),
    path("runs/<int:pk>/", overview.matrix, name="run"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("forecast/", forecasts.forecast, name="forecast"),
    path("forecast/start/", forecasts.start_forecast, name="start_forecast"),
    path("forecast/<int:pk>/", forecasts.forecast, name="backtest"),
    path("cohorts/", forecasts.cohorts, name="cohorts"),
    path("advice/<value_class:value_class>/", parameters.advice, name="advice"),
]
