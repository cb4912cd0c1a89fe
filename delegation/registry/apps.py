from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "delegation.registry"
    label = "registry"
    verbose_name = "Danh mục"
