from django.apps import AppConfig


class PulseConfig(AppConfig):
    name = "postal_services.pulse"
    label = "pulse"
    verbose_name = "Nhịp hoạt động"
