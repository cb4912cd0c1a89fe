"""A PDF canvas that sends each page on its way as soon as it is drawn, so that memory does not grow with the pages."""

import threading
from typing import Any, BinaryIO, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from postal_services.documents import fonts

# ReportLab cuts fonts through one shared read position per font file.
_CUTTING_FONTS: Final = threading.Lock()


class PageStream(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """ReportLab's canvas, writing finished pages to ``out`` at once; same drawing, same bytes.

    Fonts, the page tree and the cross-reference table follow in ``save``. Only forward writes are made, so ``out`` may
    be a response on its way to the browser.
    """

    def __init__(self, out: BinaryIO, *, page_size: tuple[float, float], title: str) -> None:
        super().__init__(out, pagesize=page_size, pageCompression=1, invariant=1, lang="vi")
        self.setTitle(title)
        self.setAuthor("")
        self.setCreator("postal-services")
        self._file = _Forward(out)

    def showPage(self) -> None:  # noqa: N802  (ReportLab's name)
        """Close the page and write it."""
        super().showPage()
        document = self._doc
        page = document.Pages.pages.pop()
        page.check_format(document)
        page.Contents.filters = [
            pdfdoc.PDFZCompress
        ]  # not ReportLab's ASCII detour, which costs time and a quarter more
        page.Contents = document.Reference(page.Contents)
        page.Resources = document.Reference(page.Resources)
        document.Pages.pages.append(document.Reference(page))
        for reference in (page.Contents, page.Resources, document.Pages.pages[-1]):
            self._write(reference.name)

    def _make_preamble(self) -> None:
        """Begin pages without ReportLab's Helvetica, which would be named in the file and not be embedded."""
        self._preamble = "1 0 0 1 0 0 cm"

    def save(self) -> None:
        """Write what the pages share; the canvas cannot be used afterwards."""
        document = self._doc
        try:
            if self._code:
                self.showPage()
            with _CUTTING_FONTS:
                for font in document.delayedFonts:
                    font.addObjects(document)
            document.info.invariant = document.invariant
            document.info.digest(document.signature)
            root, info = document.Reference(document.Catalog), document.Reference(document.info)
            document.Outlines.prepare(document, self)
            if document.Outlines.ready < 0:
                document.Catalog.Outlines = None
            self._write_rest(root, info)
        finally:
            self.forget()

    def forget(self) -> None:
        """Drop what the shared fonts remember of this document, also when drawing broke off half-way."""
        for weight in (fonts.REGULAR, fonts.SEMIBOLD, fonts.BOLD):
            fonts.font(weight).state.pop(self._doc, None)

    def show_text(self, x: float, y: float, text: str, size: float, weight: int) -> None:
        """One line of printable text, its baseline starting at x, y (points)."""
        font, code = fonts.font(weight), self._code
        for subset, chunk in font.splitString(text, self._doc):
            name = font.getSubsetInternalName(subset, self._doc)
            code.append(f"BT {name} {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ({_escape(chunk)}) Tj ET")
            x += (
                sum(font.face.getCharWidth(font.state[self._doc].subsets[subset][byte]) for byte in chunk) * size / 1000
            )

    def fill_path(self, path: str, x: float, y: float, x_scale: float, y_scale: float) -> None:
        """Fill ready-made path operators in units of ``x_scale`` by ``y_scale`` points, origin at x, y."""
        self._code.append(f"q {x_scale:.5f} 0 0 {y_scale:.5f} {x:.4f} {y:.4f} cm\n{path}\nf Q")

    def _write(self, name: str) -> None:
        document = self._doc
        document.idToOffset[name] = self._file.add(
            pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document)
        )
        document.idToObject[name] = None

    def _write_rest(self, root: Any, info: Any) -> None:
        document, number = self._doc, 1
        while number in document.numberToId:  # writing an object may add others behind it
            if document.numberToId[number] not in document.idToOffset:
                self._write(document.numberToId[number])
            number += 1
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, [document.numberToId[each] for each in range(1, number)])
        start = self._file.add(table.format(document))
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=number, Root=root, Info=info, ID=document.ID())
        self._file.add(trailer.format(document))


class _Forward(pdfdoc.PDFFile):  # type: ignore[misc]  # ReportLab has no types
    """ReportLab's growing file, without the growing: what is added is written."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        head, self.write = b"".join(self.strings), out.write
        out.write(head)


def _escape(chunk: bytes) -> str:
    """Bytes inside a PDF string, in ASCII."""
    return "".join(map(_ESCAPED.__getitem__, chunk))


_ESCAPED: Final = tuple(
    f"\\{byte:03o}" if byte < ord(" ") or byte > ord("~") or chr(byte) in "\\()" else chr(byte) for byte in range(256)
)
