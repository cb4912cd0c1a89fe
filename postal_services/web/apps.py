from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "postal_services.web"
    label = "web"
    verbose_name = "Giao diện"
