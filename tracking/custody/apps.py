from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "tracking.custody"
    label = "custody"
    verbose_name = "Bưu gửi"
