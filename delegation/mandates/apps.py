from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "delegation.mandates"
    label = "mandates"
    verbose_name = "Văn bản chuyển giao"
