from django.apps import AppConfig


class EstablishmentConfig(AppConfig):
    name = "delegation.establishment"
    label = "establishment"
    verbose_name = "Cơ sở triển khai"
