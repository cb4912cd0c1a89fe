"""What is said to somebody whose look-up is not carried out."""

from postal_services.errors import Refused


class TooManyLookups(Refused):
    """More look-ups than a code, a network or the whole service takes; ``wait`` is in minutes."""

    code = "too_many_lookups"
    status = 429
    vi = "Đã tra cứu quá nhiều lần. Chờ {wait} phút rồi thử lại, hoặc quét mã vuông trên biên nhận."
    en = "Too many look-ups. Wait {wait} minutes and try again, or scan the square code on your slip."


class TooManyWishes(Refused):
    """More wishes in a day than one result needs."""

    code = "too_many_wishes"
    status = 429
    vi = "Hôm nay đã đổi yêu cầu quá nhiều lần. Yêu cầu sau cùng được giữ; cần đổi nữa, gọi tổng đài."
    en = "You have changed your mind too often today. The last wish stands; to change it again, call the hotline."
