from django.apps import AppConfig


class CashConfig(AppConfig):
    name = "tracking.cash"
    label = "cash"
    verbose_name = "Tiền thu hộ"
