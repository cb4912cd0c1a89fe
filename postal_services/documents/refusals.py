"""What this room says when a code or a key is not as it should be."""

from typing import Final

from postal_services.errors import Refused


class NotAnItemCode(Refused):
    """The text does not have the shape of an S10 item code."""

    code = "not_an_item_code"
    status = 400
    vi = "“{text}” không phải mã bưu gửi. Mã gồm 2 chữ, 9 số, 2 chữ, ví dụ HC 473 124 829 VN. Nhập lại hoặc quét lại."
    en = "“{text}” is not an item code. A code is 2 letters, 9 digits, 2 letters, such as HC 473 124 829 VN. Try again."


class WrongCheckDigit(Refused):
    """The text has the shape of an S10 item code, but its check digit is wrong: one of the digits was misread."""

    code = "wrong_check_digit"
    status = 400
    vi = "Mã {text} có số kiểm tra không đúng, chắc là gõ nhầm một số. So với nhãn rồi nhập lại, hoặc quét lại."
    en = (
        "The check digit of {text} is wrong, so a digit was probably mistyped. Compare it with the label and try again."
    )


class SerialOutOfRange(Refused):
    """A serial number does not fit in the eight digits of an S10 code."""

    code = "item_serial_out_of_range"
    status = 400
    vi = "Số thứ tự {serial} nằm ngoài khoảng 0 đến 99999999. Xin dải mã bưu gửi khác."
    en = "The serial {serial} is outside 0 to 99999999. Ask for another range of item codes."


class WrongPrefix(Refused):
    """A service indicator or country of an S10 code is not two capital letters."""

    code = "wrong_item_prefix"
    status = 400
    vi = "Tiền tố “{prefix}” phải gồm đúng hai chữ cái A đến Z. Sửa lại trong thiết lập."
    en = "The prefix “{prefix}” must be exactly two letters A to Z. Correct it in the settings."


class WontFit(Refused):
    """A fact is too long or too large for its place in a printed code."""

    code = "does_not_fit_code"
    status = 400
    vi = "{what} không ghi vừa vào mã in. Kiểm tra lại giá trị."
    en = "{what} does not fit in the printed code. Check the value."


class NoSigningKey(Refused):
    """The current key is known, but its private part is not on this machine."""

    code = "no_signing_key"
    status = 503
    vi = "Máy này chưa có khóa ký {key_id}. Báo quản trị viên chép khóa vào máy, hoặc đổi khóa bằng roll_signing_key."
    en = "This machine does not hold signing key {key_id}. Ask the administrator to copy it here or to roll the key."


class NotAnImage(Refused):
    """What was sent as a signature is no drawing of a few strokes: no PNG, broken, empty, black, or a photograph."""

    code = "not_an_image"
    status = 400
    vi = "Chữ ký gửi lên không phải ảnh nét ký. Ký lại trên màn hình rồi gửi; không nhận ảnh chụp, ảnh giấy tờ."
    en = "What came as a signature is no drawn signature. Sign on the screen again; photographs are not taken."


class FileNotAccepted(Refused):
    """A file is none of the kinds that the house keeps, by what stands in it, not by its name."""

    code = "file_not_accepted"
    status = 400
    vi = "Tệp này không nhận được: chỉ nhận PDF, ảnh PNG hoặc JPEG, XLSX và DOCX không có macro. Lưu lại rồi gửi."
    en = (
        "This file is not taken: only PDF, PNG or JPEG pictures, XLSX and DOCX without macros. "
        "Save it as one of these and send it again."
    )


class FileRunsPrograms(FileNotAccepted):
    """A file that runs something when it is opened: a script in a PDF, macros or programs in an office suite's file."""

    code = "file_runs_programs"
    vi = (
        "Tệp này chứa mã tự chạy (JavaScript trong PDF, macro hoặc chương trình) nên không nhận. Với PDF, hãy mở tệp "
        "rồi in ra PDF mới; với Excel, Word, lưu thành .xlsx, .docx không có macro; rồi gửi lại."
    )
    en = (
        "This file runs something when it is opened (JavaScript in a PDF, macros, programs) and is not taken. Open a "
        "PDF and print it to a new PDF; save a workbook or text as .xlsx or .docx without macros; then send it again."
    )


class FileLocked(FileNotAccepted):
    """A file that is encrypted: nobody can read it as evidence, or see what is in it."""

    code = "file_locked"
    vi = "Tệp này đặt mật khẩu hoặc bị khóa nên không nhận. Mở tệp, bỏ mật khẩu hoặc in ra PDF mới, rồi gửi lại."
    en = (
        "This file has a password or is locked and is not taken. Open it, remove the password or print it to a new "
        "PDF, then send it again."
    )


class FileTooPacked(FileNotAccepted):
    """What is compressed in a file grows beyond measure, or is compressed so that it cannot be looked at."""

    code = "file_too_packed"
    vi = (
        "Nội dung nén trong tệp này quá lớn hoặc không kiểm tra được nên không nhận. Mở tệp rồi in ra PDF mới, hoặc "
        "quét lại văn bản giấy, rồi gửi lại."
    )
    en = (
        "What is compressed in this file is too large or cannot be looked at, so it is not taken. Open it and print it "
        "to a new PDF, or scan the paper again, then send it again."
    )


class FileTooBig(Refused):
    """A file has more bytes than the house keeps."""

    code = "file_too_big"
    status = 413
    vi = "Tệp lớn quá {limit} MB. Quét lại ở độ phân giải thấp hơn, hoặc chia thành nhiều tệp."
    en = "The file is larger than {limit} MB. Scan it at a lower resolution, or split it."


class FileEmpty(Refused):
    """A file without a single byte."""

    code = "file_empty"
    status = 400
    vi = "Tệp không có nội dung. Mở tệp xem lại, rồi chọn và gửi lại."
    en = "The file is empty. Open it to see what happened, then choose and send it again."


class FileGone(Refused):
    """What is known of a file stands in the database, but its content is not in the store, or was changed there."""

    code = "file_gone"
    status = 503
    vi = "Tệp này không còn nguyên trong kho lưu. Báo quản trị viên khôi phục thư mục tệp từ bản sao lưu."
    en = "This file is no longer whole in the store. Ask the administrator to restore the files from the backup."


SENT_FILES: Final = (FileEmpty, FileTooBig, FileNotAccepted, FileRunsPrograms, FileLocked, FileTooPacked)
"""Everything that can be said about a file that somebody sends."""
