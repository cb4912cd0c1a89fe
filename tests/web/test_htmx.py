import json
from typing import Any

import pytest
from django import forms
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.generic import FormView

from postal_services.web.forms import HouseForm
from postal_services.web.htmx import PartFormMixin, render_part, toast


class NameForm(HouseForm):
    name = forms.CharField(label="Họ và tên")


class NameView(PartFormMixin, FormView):  # type: ignore[type-arg]  # generic in its stubs only
    form_class = NameForm
    template_name = "form_sample.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return toast(HttpResponse("xong"), "Đã lưu")


def part(request: HttpRequest) -> HttpResponse:
    return render_part(request, "form_sample.html", "form", {"form": NameForm()})


urlpatterns = [
    path("ten", NameView.as_view()),
    path("phan", part),
    path("", include("postal_services.urls")),
]

SAMPLE = (
    "{% extends 'web/base.html' %}{% load partials %}"
    "{% partialdef form %}<div id='form'>{{ form }}</div>{% endpartialdef %}"
    "{% block main %}{% partial form %}{% endblock %}"
)


@pytest.fixture(autouse=True)
def sample_page(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "tests.web.test_htmx"
    engine: dict[str, Any] = settings.TEMPLATES[0]
    loaders: list[Any] = [
        ("django.template.loaders.locmem.Loader", {"form_sample.html": SAMPLE}),
        "django.template.loaders.app_directories.Loader",
    ]
    options = {**engine["OPTIONS"], "loaders": [("template_partials.loader.Loader", loaders)]}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


def test_an_invalid_part_answers_422_with_the_part_alone(visitor: Client) -> None:
    answer = visitor.post("/ten", {"name": ""}, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Nhập họ và tên." in text
    assert "<html" not in text


def test_an_invalid_page_answers_422_with_the_whole_page(visitor: Client) -> None:
    answer = visitor.post("/ten", {"name": ""})
    assert answer.status_code == 422
    assert "<html" in answer.content.decode()


def test_going_back_and_boosted_links_get_the_whole_page(visitor: Client) -> None:
    for header in ("hx-boosted", "hx-history-restore-request"):
        answer = visitor.get("/phan", headers={"hx-request": "true", header: "true"})
        assert "<html" in answer.content.decode()
    assert "<html" not in visitor.get("/phan", headers={"hx-request": "true"}).content.decode()


def test_a_shared_cache_is_told_that_parts_differ(visitor: Client) -> None:
    assert "HX-Request" in visitor.get("/phan")["Vary"]


def test_a_toast_carries_vietnamese_through_the_header(visitor: Client) -> None:
    answer = visitor.post("/ten", {"name": "Siu Tiến"}, headers={"hx-request": "true"})
    assert json.loads(answer["HX-Trigger"])["toast"] == {"text": "Đã lưu", "kind": "good"}
