from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "delegation.dossiers"
    label = "dossiers"
    verbose_name = "Hồ sơ"
