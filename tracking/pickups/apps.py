from django.apps import AppConfig


class PickupsConfig(AppConfig):
    name = "tracking.pickups"
    label = "pickups"
    verbose_name = "Lấy hồ sơ tại nhà"
