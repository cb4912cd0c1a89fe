"""``manage.py quarterly_report`` and ``manage.py verify_report``."""
