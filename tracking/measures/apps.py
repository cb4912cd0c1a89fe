from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "tracking.measures"
    label = "measures"
    verbose_name = "Số đo"
