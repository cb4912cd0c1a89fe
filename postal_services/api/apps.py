from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "postal_services.api"
    label = "api"
    verbose_name = "API"
