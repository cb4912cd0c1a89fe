"""What is said to a citizen, or to the one who speaks for one, when something is not done."""

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


class RatingTooEarly(Refused):
    """There is nothing to rate yet: the result has not been delivered or handed over."""

    code = "rating_too_early"
    status = 409
    vi = "Chưa đánh giá được: kết quả chưa đến tay bạn. Quay lại trang này sau khi nhận."
    en = "It is too early to rate: the result has not reached you. Come back once you have it."


class RatingClosed(Refused):
    """The days within which a rating can be changed are over; ``until`` was the last one."""

    code = "rating_closed"
    status = 409
    vi = "Đánh giá đã chốt từ hết ngày {until} nên không đổi được nữa. Còn điều muốn nói, gọi tổng đài."
    en = "Your rating stands since the end of {until} and can no longer be changed. To say more, call the hotline."


class TooManyRatings(Refused):
    """More answers about one case, or from one network, than anybody needs."""

    code = "too_many_ratings"
    status = 429
    vi = "Đã gửi quá nhiều lần. Chờ {minutes} phút rồi thử lại; lần gửi trước vẫn được giữ."
    en = "Sent too many times. Wait {minutes} minutes and try again; what you sent before is kept."
