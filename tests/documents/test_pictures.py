"""Signatures on glass: what is taken in, what is kept of it, and that no photograph passes."""

import base64
import io
import struct
import zlib
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from postal_services.documents import pictures
from postal_services.documents.refusals import NotAnImage


def png(picture: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", **options)
    return out.getvalue()


def signed(size: tuple[int, int] = (640, 240), mode: str = "RGBA", width: int = 4) -> Image.Image:
    """A loop and a line of ink, as somebody in a hurry signs."""
    empty: tuple[int, ...] | int | str = (0, 0, 0, 0) if mode == "RGBA" else "white"
    ink: tuple[int, ...] | int | str = (11, 27, 43, 255) if mode == "RGBA" else "black"
    sheet = Image.new(mode, size, empty)
    pen = ImageDraw.Draw(sheet)
    across, down = size
    pen.arc((across * 0.1, down * 0.2, across * 0.4, down * 0.8), 20, 340, fill=ink, width=width)
    pen.line(
        [(across * 0.3, down * 0.7), (across * 0.6, down * 0.3), (across * 0.9, down * 0.6)], fill=ink, width=width
    )
    return sheet


def photograph(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """An identity card as a camera sees it: shaded ground, a face, lines of print."""
    dice = Random(7)
    sheet = Image.effect_noise(size, 60).convert("RGB")
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((40, 80, 200, 320), fill=(190, 150, 120))
    for line in range(8):
        for place in range(30):
            if dice.random() < 0.8:
                left = 230 + place * 11
                pen.rectangle((left, 60 + line * 36, left + 7, 74 + line * 36), fill=(40, 40, 60))
    return sheet


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """A few bytes that claim to be a sheet of ``width`` by ``height``."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(10_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "1"])
def test_a_signature_is_kept_small_black_and_white(mode: str) -> None:
    drawn = signed(mode="RGBA" if mode == "RGBA" else "RGB").convert(mode)
    kept = pictures.signature_png(png(drawn))
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == "PNG"
        assert picture.mode == "1"
        assert picture.width <= pictures.KEPT_WIDTH
        assert picture.height <= pictures.KEPT_HEIGHT
        assert 0 < picture.convert("L").histogram()[0] < picture.width * picture.height / 3
    assert len(kept) < 2500


def test_a_signature_comes_as_the_address_that_a_canvas_gives() -> None:
    raw = png(signed())
    address = "data:image/png;base64," + base64.b64encode(raw).decode()
    kept = pictures.signature_png(address)
    assert kept == pictures.signature_png(raw)
    assert pictures.data_url(kept).startswith("data:image/png;base64,")


def test_what_was_kept_can_be_taken_in_again() -> None:
    once = pictures.signature_png(png(signed()))
    assert len(pictures.signature_png(once)) <= len(once) + 200


def test_nothing_that_a_camera_writes_into_a_file_is_kept() -> None:
    told = PngInfo()
    told.add_text("GPS", "13.98N 108.0E")
    told.add_itxt("Comment", "chụp tại nhà")
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh"
    raw = png(signed(), pnginfo=told, exif=exif)
    assert b"GPS" in raw
    kept = pictures.signature_png(raw)
    with Image.open(io.BytesIO(kept)) as picture:
        picture.load()
        assert picture.info == {}
    assert b"GPS" not in kept
    assert b"eXIf" not in kept


@pytest.mark.parametrize("size", [(320, 120), (1080, 480), (2400, 1200)])
def test_screens_of_every_size_sign(size: tuple[int, int]) -> None:
    assert pictures.signature_png(png(signed(size, width=max(3, size[0] // 200))))


@pytest.mark.parametrize(
    "size", [(400, 250), (600, 400), (1600, 1000)], ids=["a small card", "a card", "a camera's picture"]
)
def test_a_photograph_of_a_card_is_no_signature(size: tuple[int, int]) -> None:
    for picture in (photograph((600, 400)).resize(size), photograph((600, 400)).resize(size).convert("L")):
        with pytest.raises(NotAnImage):
            pictures.signature_png(png(picture))


def test_a_photograph_made_black_and_white_does_not_pass_either() -> None:
    for dither in (Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE):
        with pytest.raises(NotAnImage):
            pictures.signature_png(png(photograph().convert("1", dither=dither)))


def _jpeg() -> bytes:
    out = io.BytesIO()
    signed(mode="RGB").save(out, format="JPEG")
    return out.getvalue()


def _speck() -> Image.Image:
    sheet = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(sheet).rectangle((100, 50, 106, 56), fill="black")
    return sheet


WRONG: dict[str, Callable[[], str | bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: "chữ ký",
    "words as bytes": lambda: b"<svg onload=alert(1)>" * 20,
    "another kind": _jpeg,
    "another kind called png": lambda: "data:image/png;base64," + base64.b64encode(_jpeg()).decode(),
    "an svg": lambda: "data:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode(),
    "an address": lambda: "https://example.test/a.png",
    "broken base64": lambda: "data:image/png;base64,!!!!",
    "an address without an end": lambda: "data:image/png;base64," + "A" * 10_000_000,
    "cut short": lambda: png(signed())[:200],
    "damaged": lambda: png(signed())[:400] + bytes(60) + png(signed())[460:],
    "an empty sheet": lambda: png(Image.new("RGBA", (300, 120), (0, 0, 0, 0))),
    "a white sheet": lambda: png(Image.new("RGB", (300, 120), "white")),
    "a black sheet": lambda: png(Image.new("RGB", (300, 120), "black")),
    "white ink on black": lambda: png(Image.eval(signed(mode="RGB"), lambda shade: 255 - shade)),
    "a speck": lambda: png(_speck()),
    "one pixel": lambda: png(Image.new("RGB", (1, 1), "black")),
    "a bomb": lambda: bomb(30_000, 30_000),
    "an impossible size": lambda: bomb(2**31 - 1, 2**31 - 1),
    "no size": lambda: bomb(0, 0),
    "too heavy": lambda: png(signed()) + bytes(pictures.MOST_BYTES),
    "sixteen bits": lambda: png(Image.new("I;16", (300, 120), 65535)),
    "a second header": lambda: png(signed()).replace(b"IDAT", b"IHDR", 1),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_signature_is_refused_with_words(what: str) -> None:
    with pytest.raises(NotAnImage) as refused:
        pictures.signature_png(WRONG[what]())
    assert refused.value.code == "not_an_image"
    assert "Ký lại" in refused.value.detail("vi")
    assert "Sign on the screen again" in refused.value.detail("en")


@settings(max_examples=150, deadline=None)
@given(st.integers(8, 1200), st.binary(min_size=1, max_size=8))
def test_a_file_with_wrong_bytes_is_taken_in_or_refused_but_never_breaks(place: int, wrong: bytes) -> None:
    raw = bytearray(png(signed((200, 80))))
    place %= len(raw)
    raw[place : place + len(wrong)] = wrong
    try:
        kept = pictures.signature_png(bytes(raw))
    except NotAnImage:
        return
    assert len(kept) <= pictures.KEPT_BYTES
