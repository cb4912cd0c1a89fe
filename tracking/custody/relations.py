"""Who took an item at the door, on what ground, and how it was checked: the lists of codes.

Own codes: the post's dictionary of relations is not published (unverified).
"""

from typing import Final

from postal_services.folding import fold

RELATIONS: Final[dict[str, tuple[str, str]]] = {
    "self": ("Chính người nhận", "The addressee"),
    "spouse": ("Vợ hoặc chồng", "Husband or wife"),
    "parent": ("Cha hoặc mẹ", "Father or mother"),
    "child": ("Con", "Son or daughter"),
    "sibling": ("Anh, chị, em", "Brother or sister"),
    "other_relative": ("Người thân khác", "Another relative"),
    "household": ("Người khác cùng hộ", "Another person of the household"),
    "neighbour": ("Hàng xóm", "Neighbour"),
    "colleague": ("Đồng nghiệp, cơ quan", "Colleague, office"),
    "village_head": ("Trưởng thôn, già làng", "Head of the village"),
    "authorised": ("Người được ủy quyền", "Authorised person"),
}
"""Who the receiver is to the addressee."""

_SAID: Final[dict[str, tuple[str, ...]]] = {
    "self": ("chính chủ", "bản thân", "người nhận", "addressee"),
    "spouse": ("vợ", "chồng", "wife", "husband"),
    "parent": ("cha", "bố", "ba", "mẹ", "má", "father", "mother"),
    "child": ("con trai", "con gái", "son", "daughter"),
    "sibling": ("anh", "chị", "em", "anh trai", "chị gái", "em trai", "em gái", "brother", "sister"),
    "other_relative": ("người thân", "người nhà", "ông", "bà", "cô", "dì", "chú", "bác", "cậu", "cháu", "relative"),
    "household": ("cùng hộ", "người cùng nhà"),
    "village_head": ("trưởng thôn", "trưởng làng", "già làng"),
    "authorised": ("người được ủy quyền", "người được uỷ quyền", "ủy quyền", "authorized"),
}
"""What devices of other makers say for a relation."""

UNLISTED: Final = "unlisted"
"""What is kept of a relation that is on no list; what a device typed may name people."""

BASES: Final[dict[str, tuple[str, str]]] = {
    "certified_letter": ("Giấy ủy quyền có chứng thực", "Certified power of attorney"),
    "letter": ("Giấy ủy quyền viết tay", "Written authorisation"),
    "introduction": ("Giấy giới thiệu của cơ quan, tổ chức", "Letter of an organisation"),
    "legal_representative": ("Người đại diện theo pháp luật, giám hộ", "Legal representative or guardian"),
    "slip": ("Giấy hẹn trả kết quả của người nộp", "The applicant's appointment slip"),
}
"""On what an authorised person's right rests."""

NO_METHOD: Final = "none"
METHODS: Final[dict[str, tuple[str, str]]] = {
    "code": ("Mã một lần", "One-time code"),
    "receipt": ("Mã trên biên nhận, giấy hẹn", "Code on the slip"),
    "last4": ("Bốn số cuối điện thoại", "Last four digits of the phone"),
    NO_METHOD: ("Không kiểm tra", "Not checked"),
}
"""How it was checked that the item went to the right household."""


_BY_WORDS: Final = {
    fold(words): code for code, labels in RELATIONS.items() for words in (code, *labels, *_SAID.get(code, ()))
}


def relation_code(said: str) -> str:
    """The code that somebody's words for a relation mean: a code, its words or what is commonly said; else UNLISTED."""
    return said if said in RELATIONS or not said else _BY_WORDS.get(fold(said), UNLISTED)


def relation(code: str, language: str = "vi") -> str:
    """The words for a relation; one that is on no list says so."""
    return _words(RELATIONS, code, language, ("Ngoài danh mục", "Not on the list"))


def basis(code: str, language: str = "vi") -> str:
    """The words for the ground of an authorised person."""
    return _words(BASES, code, language, ("Chưa ghi căn cứ", "No ground given"))


def method(code: str, language: str = "vi") -> str:
    """The words for a way of checking."""
    return _words(METHODS, code, language, METHODS[NO_METHOD])


def _words(known: dict[str, tuple[str, str]], code: str, language: str, otherwise: tuple[str, str]) -> str:
    vi, en = known.get(code, otherwise)
    return en if language == "en" else vi
