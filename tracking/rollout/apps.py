from django.apps import AppConfig


class RolloutConfig(AppConfig):
    name = "tracking.rollout"
    label = "rollout"
    verbose_name = "Triển khai"
