import json
import re
from unicodedata import normalize

from django.template.loader import render_to_string
from django.test import Client
from fontTools.ttLib import TTFont

from postal_services.web import assets


def served(name: str) -> str:
    return (assets.SERVED / name).read_text(encoding="utf-8")


def test_a_second_build_does_nothing() -> None:
    assert assets.build() is False


def test_nothing_of_the_british_government_is_served() -> None:
    assert not re.search(r"GDS Transport|crown|gov\.uk/assets", served("house.css"), re.IGNORECASE)
    assert not list(assets.SERVED.rglob("*.ico"))


def test_the_citizens_style_sheet_is_under_six_kilobytes() -> None:
    assert (assets.SERVED / "light.css").stat().st_size < 6 * 1024


def test_the_citizens_page_loads_no_font_and_no_script() -> None:
    html = render_to_string("web/light.html")
    assert "<script" not in html
    assert "font" not in html
    assert "@font-face" not in served("light.css")


def test_an_error_page_with_everything_it_loads_is_under_eight_kilobytes(visitor: Client) -> None:
    page = visitor.get("/khong-co-trang-nay")
    mark = (assets.WEB / "static" / "web" / "mark.svg").stat().st_size
    assert len(page.content) + (assets.SERVED / "light.css").stat().st_size + mark < 8 * 1024


def test_style_sheets_and_scripts_name_only_files_that_are_served() -> None:
    for sheet in ("house.css", "light.css"):
        for name in re.findall(r"url\(\"?([^\")]+)", served(sheet)):
            assert name.startswith("data:image/svg") or (assets.SERVED / name).exists(), name
    for script in ("htmx.min.js", "govuk-frontend.min.js"):
        assert "sourceMappingURL" not in served(script)


def test_the_fonts_hold_every_letter_of_vietnamese() -> None:
    consonants, vowels = "BCDĐFGHJKLMNPQRSTVWXZČÑ", "AĂÂEÊIOÔƠUƯY"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    toned = "".join(normalize("NFC", vowel + tone) for vowel in vowels for tone in tones)
    wanted = {ord(sign) for sign in "0123456789₫–—…“”’'" + consonants + consonants.lower() + toned + toned.lower()}
    for weight in assets.WEIGHTS:
        font = TTFont(assets.SERVED / "fonts" / f"be-vietnam-pro-{weight}.woff2")
        assert wanted <= set(font.getBestCmap())


def test_the_fonts_can_put_together_the_letters_of_jrai_and_bahnar() -> None:
    wanted = {ord(part) for letter in "ĔĬŎŬĕĭŏŭČčÑñ" for part in normalize("NFD", letter)}
    for weight in assets.WEIGHTS:
        assert wanted <= set(TTFont(assets.SERVED / "fonts" / f"be-vietnam-pro-{weight}.woff2").getBestCmap())


def test_figures_for_columns_have_one_width() -> None:
    for weight in assets.WEIGHTS:
        font = TTFont(assets.SERVED / "fonts" / f"figures-{weight}.woff2")
        names = font.getBestCmap()
        assert set(names) == set(range(0x30, 0x3A))
        assert len({font["hmtx"][name][0] for name in names.values()}) == 1


def test_the_lock_names_no_host_and_keeps_its_digests() -> None:
    lock = json.loads((assets.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert not [name for name, facts in packages.items() if "resolved" in facts]
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())


def test_front_end_packages_are_pinned_exactly() -> None:
    package = json.loads((assets.ROOT / "package.json").read_text(encoding="utf-8"))
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
