"""What is said to somebody whose look-up is not carried out."""

from postal_services.errors import Refused


class TooManyLookups(Refused):
    """More look-ups than a code, a network or the whole service takes; ``wait`` is in minutes."""

    code = "too_many_lookups"
    status = 429
    vi = "Đã tra cứu quá nhiều lần. Chờ {wait} phút rồi thử lại, hoặc quét mã vuông trên biên nhận."
    en = "Too many look-ups. Wait {wait} minutes and try again, or scan the square code on your slip."
