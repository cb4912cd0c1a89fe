"""The people of the lists held against sign-ins and posts that stand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from delegation.establishment import policies
from delegation.establishment.lists.reading import Faults, Record
from delegation.registry.models import Post
from postal_services.accounts.actors import Role
from postal_services.accounts.models import User

AHEAD = timedelta(days=366)
"""How far ahead an appointment may be listed."""
Known = tuple[date, date | None]
_username = UnicodeUsernameValidator()


def check_people(
    records: Sequence[Record], offices: Mapping[str, tuple[str, date]], faults: Faults, today: date
) -> None:
    """Every line of ``people.csv``; two statements."""
    names = {record["username"] for record in records}
    full_names = dict(User.objects.filter(username__in=names).values_list("username", "full_name"))
    held: dict[tuple[str, str, str], list[Known]] = {}
    posts = Post.objects.filter(user__username__in=names)
    for username, office, role, start, end in posts.values_list(
        "user__username", "office_id", "role", "valid_from", "valid_to"
    ):
        held.setdefault((username, office, role), []).append((start, end))
    for record in records:
        _check_name(record, full_names, faults)
        _check_post(record, offices, faults, today)
        _check_overlap(record, held.setdefault((record["username"], record["office"], record["role"]), []), faults)


def _check_name(record: Record, full_names: dict[str, str], faults: Faults) -> None:
    try:
        _username(record["username"])
    except ValidationError:
        vi = "Tên đăng nhập chỉ gồm chữ, số và các dấu @ . + - _, không có dấu cách."
        en = "A username has letters, digits and @ . + - _ only, no spaces."
        faults.of(record, "username", "invalid_username", vi, en)
    if full_names.setdefault(record["username"], record["full_name"]) != record["full_name"]:
        vi = "Tên đăng nhập này là của người mang họ tên khác. Chọn tên đăng nhập khác."
        en = "This username belongs to somebody of another name. Choose another username."
        faults.of(record, "username", "username_taken", vi, en)


def _check_post(record: Record, offices: Mapping[str, tuple[str, date]], faults: Faults, today: date) -> None:
    start, end = record["valid_from"], record["valid_to"]
    if record["office"] not in offices:
        vi, en = "Không có cơ quan này. Thêm vào offices.csv.", "There is no such office. Add it to offices.csv."
        faults.of(record, "office", "unknown_office", vi, en)
        return
    kind, since = offices[record["office"]]
    allowed = policies.ROLES[kind]
    if Role(record["role"]) not in allowed:
        told = ", ".join(role.value for role in allowed)
        vi, en = f"Cơ quan loại {kind} chỉ có: {told}.", f"An office of the kind {kind} has: {told}."
        faults.of(record, "role", "role_not_for_office", vi, en)
    if start < since or start > today + AHEAD:
        vi = f"Phải từ ngày cơ quan hoạt động ({since:%d/%m/%Y}) và không quá một năm sau hôm nay."
        en = f"It begins on or after the office's first day ({since}), and at most a year ahead."
        faults.of(record, "valid_from", "date_out_of_range", vi, en)
    if end is not None and end <= start:
        vi, en = "Ngày kết thúc phải sau ngày bắt đầu.", "It must end after it begins."
        faults.of(record, "valid_to", "before_start", vi, en)


def _check_overlap(record: Record, held: list[Known], faults: Faults) -> None:
    mine = record["valid_from"], record["valid_to"]
    if mine in held:
        return
    for start, end in held:
        if start < (mine[1] or date.max) and mine[0] < (end or date.max):
            vi = f"Người này đã giữ vị trí đó từ {start:%d/%m/%Y}. Cho thôi trên trang nhân sự trước."
            en = f"This person holds that post since {start}. Relieve the person on the page of the office first."
            faults.of(record, "valid_from", "already_appointed", vi, en)
            return
    held.append(mine)
