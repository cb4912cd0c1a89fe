"""Addresses of cash on the screen."""

from django.urls import URLPattern

app_name = "cash"
urlpatterns: list[URLPattern] = []
