"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postal_services.settings")

application = get_wsgi_application()
# loaded before the server divides into processes: shared by all, and a broken address stops the start, not a visitor
len(get_resolver().url_patterns)
