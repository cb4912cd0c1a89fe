from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "tracking.journey"
    label = "journey"
    verbose_name = "Hành trình"
