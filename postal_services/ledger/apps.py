from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "postal_services.ledger"
    label = "ledger"
    verbose_name = "Sổ cái"
