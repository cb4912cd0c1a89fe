import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from postal_services.settings import NAVIGATION
from postal_services.web import looks
from postal_services.web.assets import ROOT, WEB, catalogues

TRANSLATED = re.compile(r"""{%-?\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
NAMES = re.compile(r"%\(\w+\)s")
IN_CODE = re.compile(r"""\b_\(\s*"([^"]+)\"""")


def words() -> set[str]:
    """Every Vietnamese sentence that this room's pages and code ask to be translated."""
    found = {look.word for look in [looks.UNKNOWN, *looks.LOOKS.values()]} | {label for label, *_ in NAVIGATION}
    for path in (WEB / "templates").rglob("*.html"):
        found |= {one or other for one, other in TRANSLATED.findall(path.read_text(encoding="utf-8"))}
    for path in WEB.rglob("*.py"):
        found |= set(IN_CODE.findall(path.read_text(encoding="utf-8")))
    return found


def test_every_sentence_of_the_shared_pages_has_english_words() -> None:
    with (WEB / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as stream:
        catalogue = read_po(stream)
    known = {message.id for message in catalogue if isinstance(message.id, str) and message.string}
    assert words() - known == set()


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_catalogue_keeps_the_names_in_its_sentences(path: Path) -> None:
    with path.open("rb") as stream:
        for message in read_po(stream):
            one = message.id if isinstance(message.id, str) else message.id[0]
            for other in [message.string] if isinstance(message.string, str) else message.string or ():
                assert not one or sorted(NAMES.findall(one)) == sorted(NAMES.findall(other))


def test_english_is_spoken_when_asked_for() -> None:
    with translation.override("en"):
        assert translation.gettext("Không tìm thấy") == "Not found"
    with translation.override("vi"):
        assert translation.gettext("Không tìm thấy") == "Không tìm thấy"
