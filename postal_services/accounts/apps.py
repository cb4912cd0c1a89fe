from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "postal_services.accounts"
    label = "accounts"
    verbose_name = "Người dùng"
