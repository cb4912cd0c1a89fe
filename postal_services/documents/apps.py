from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "postal_services.documents"
    label = "documents"
    verbose_name = "Giấy tờ in"
