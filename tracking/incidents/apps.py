from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "tracking.incidents"
    label = "incidents"
    verbose_name = "Sự cố và việc cần xử lý"
