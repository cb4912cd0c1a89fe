import threading
import time
from typing import Any

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from postal_services.documents import fonts

UNUSED = 500
"""A weight of the family that no paper is drawn with, so that nobody has read it before."""


def test_eight_threads_that_print_first_are_given_one_font(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*said: Any) -> Any:
        time.sleep(0.1)
        return TTFont(*said)

    monkeypatch.setattr("postal_services.documents.fonts.TTFont", slowly)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(fonts.font(UNUSED))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each is found[0] for each in found] == [True] * 8


def test_the_font_of_plain_text_is_the_one_that_is_asked_about_letters() -> None:
    assert fonts.font() is fonts.font(fonts.REGULAR)
