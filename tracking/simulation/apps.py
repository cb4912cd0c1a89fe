from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "tracking.simulation"
    label = "simulation"
    verbose_name = "Mô phỏng"
