"""Small sound files of every kind that the house keeps, made on the spot."""

import io
import zipfile
from typing import Any

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
_OFFICE = "application/vnd.openxmlformats-officedocument.{}.main+xml"
SHEET = _OFFICE.format("spreadsheetml.sheet")
TEXT = _OFFICE.format("wordprocessingml.document")


class Sent(io.BytesIO):
    """A file as a form brings it."""

    def __init__(self, content: bytes, name: str = "van-ban.pdf") -> None:
        super().__init__(content)
        self.name = name


def pdf(words: str = "Danh sach lop tap huan") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(72, 720, words)
    canvas.save()
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, format=kind, **options)
    return out.getvalue()


def office_file(main: str = SHEET, parts: dict[str, bytes] | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(f'<Override PartName="/main.xml" ContentType="{main}"/>'))
        archive.writestr("_rels/.rels", _RELATIONS)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()
