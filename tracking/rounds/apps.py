from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "tracking.rounds"
    label = "rounds"
    verbose_name = "Chuyến phát"
