"""Addresses of dossiers on the screen; taking in, and the page of one case, are one room above."""

from django.urls import path, register_converter

from delegation.dossiers.web import notices, papers, register, views
from delegation.dossiers.web.converters import DossierCode

CODE = "dossier"
"""The name of the converter, for the addresses of the room above."""
register_converter(DossierCode, CODE)


class DossierAct:
    """The acts of the agency; any other word behind a code belongs to a room above."""

    regex = "|".join(views.ACTS)

    def to_python(self, value: str) -> str:
        """Acts are written as they are."""
        return value

    def to_url(self, value: str) -> str:
        return value


ACT = "act"
register_converter(DossierAct, ACT)

app_name = "dossiers"
urlpatterns = [
    path("ho-so/", views.dossier_list, name="list"),
    path("ho-so/so-theo-doi", register.register_page, name="register"),
    path("ho-so/so-theo-doi.pdf", register.register_file, {"kind": "pdf"}, name="register-pdf"),
    path("ho-so/so-theo-doi.xlsx", register.register_file, {"kind": "xlsx"}, name="register-xlsx"),
    path("ho-so/gia-cuoc", views.prices, name="prices"),
    path(f"ho-so/<{CODE}:code>/mau-01.pdf", papers.form_01, name="form-01"),
    path(f"ho-so/<{CODE}:code>/phieu-theo-doi.pdf", papers.tracking_slip, name="tracking-slip"),
    *(
        path(f"ho-so/<{CODE}:code>/{slug}", notices.write_notice, {"writing": slug}, name=writing.kind)
        for slug, writing in notices.WRITINGS.items()
    ),
    path(f"ho-so/<{CODE}:code>/tiep-tuc", notices.resume, name="resume"),
    path(f"ho-so/<{CODE}:code>/phieu/<uuid:notice>.pdf", notices.notice_paper, name="notice"),
    path(f"ho-so/<{CODE}:code>/<{ACT}:act>", views.dossier_act, name="act"),
]
