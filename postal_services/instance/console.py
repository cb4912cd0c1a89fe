"""What the operator reads on the terminal: Vietnamese first, English beneath, never a traceback."""

import errno
import sys


class Trouble(Exception):
    """The instance cannot go on; says in both languages what happened and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def tell(text: str) -> None:
    """Print one line at once, also when the output is a file; a terminal that has gone away is no reason to stop."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError as gone:
        if gone.errno not in {errno.EPIPE, errno.EIO, errno.ENOSPC}:
            raise


def complain(trouble: Trouble) -> None:
    """Print a trouble in both languages to the error output."""
    sys.stderr.write(f"\n✗ {trouble.vi}\n  {trouble.en}\n")
    sys.stderr.flush()


def from_os(error: OSError, where: str) -> Trouble:
    """Put an error of the operating system about the path ``where`` into words an operator can act on."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(where)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return Trouble(
            f"Không ghi được vào {where}. Hãy cấp quyền ghi, hoặc chọn thư mục khác: make run VAR_DIR=/duong/dan",
            f"Cannot write to {where}. Grant write access, or choose another folder: make run VAR_DIR=/some/path",
        )
    return Trouble(
        f"Không dùng được {where} ({error.strerror}). Hãy chọn thư mục khác: make run VAR_DIR=/duong/dan",
        f"Cannot use {where} ({error.strerror}). Choose another folder: make run VAR_DIR=/some/path",
    )


def disk_full(where: str) -> Trouble:
    """The disk that holds ``where`` has no room left."""
    return Trouble(
        f"Đĩa chứa {where} đã đầy. Hãy xóa bớt tệp, hoặc chọn đĩa khác (VAR_DIR=/duong/dan), rồi chạy lại.",
        f"The disk that holds {where} is full. Free some space, or set VAR_DIR to another disk, then run again.",
    )
