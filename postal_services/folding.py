"""Vietnamese and minority names reduced to what people type when they search.

Sources spell one place as Đăk, Đak or Đắk, K'Dang or KDang; keyboards send composed or decomposed letters. Folding
keeps base letters and digits only: no diacritics, no apostrophes, no spaces, đ as d, small letters. PostgreSQL
computes the same from the stored name (:class:`Folded`), so a folded column is never out of step.
"""

import re
import unicodedata

from django.db.models import Func, TextField

_STROKE = str.maketrans("Đđ", "dd")
_OTHER = re.compile(r"[^A-Za-z0-9]")


def fold(text: str) -> str:
    """``text`` as search compares it: ``Chư Pưh``, ``CHU PUH`` and ``chưpưh`` in any Unicode form are ``chupuh``."""
    return _OTHER.sub("", unicodedata.normalize("NFD", text).translate(_STROKE)).lower()


class Folded(Func):
    """The same folding in SQL; every function in it is immutable, so that a generated column may use it."""

    template = (
        "lower(regexp_replace(translate(normalize((%(expressions)s)::text, NFD), 'Đđ', 'dd'), '[^A-Za-z0-9]', '', 'g'))"
    )
    output_field = TextField()
