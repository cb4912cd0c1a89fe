"""Why nothing is played, in the words people read."""

from postal_services.errors import Refused


class WrongNumber(Refused):
    """A number of dossiers that makes no day."""

    code = "wrong_number"
    status = 400
    vi = "Số hồ sơ phải từ {least} đến {most}; đã nhập {given}."
    en = "The number of dossiers must be from {least} to {most}; {given} was given."


class WrongPeriod(Refused):
    """The last day comes before the first."""

    code = "wrong_period"
    status = 400
    vi = "Ngày cuối ({last}) trước ngày đầu ({first}). Đổi lại --from và --to."
    en = "The last day ({last}) comes before the first ({first}). Exchange --from and --to."


class NotYet(Refused):
    """Simulated days must have passed, for no line may come from the future."""

    code = "not_yet"
    status = 400
    vi = "Ngày cuối ({last}) chưa qua. Chọn --to không sau {latest}."
    en = "The last day ({last}) is not over. Choose --to not after {latest}."


class NoWorkingDay(Refused):
    """Nobody works between the two days."""

    code = "no_working_day"
    status = 400
    vi = "Không có ngày làm việc nào từ {first} đến {last}. Chọn khoảng thời gian dài hơn."
    en = "There is no working day from {first} to {last}. Choose a longer time."


class NobodyMandated(Refused):
    """No committee had delegated anything in that time."""

    code = "nobody_mandated"
    vi = (
        "Chưa có văn bản chuyển giao nào có hiệu lực từ {first} đến {last}, nên không có hồ sơ nào để mô phỏng. "
        "Chạy load_demo_mandates, đổi --from và --to, hoặc thêm --mandates để ký cho cả 17 đơn vị."
    )
    en = (
        "No mandate is in force from {first} to {last}, so there is nothing to simulate. Run load_demo_mandates, "
        "change --from and --to, or add --mandates to sign for all 17 committees."
    )


class NoDirective(Refused):
    """The story is told of a directive that is not there."""

    code = "no_directive"
    vi = (
        "Chưa có văn bản chỉ đạo {directive} để mô phỏng việc thực hiện. Chạy load_directive trước, hoặc thêm "
        "--without-story để chỉ mô phỏng hồ sơ."
    )
    en = (
        "Directive {directive}, whose rollout the story tells, is not loaded. Run load_directive first, or add "
        "--without-story to simulate dossiers alone."
    )


class RealDossiers(Refused):
    """Made-up dossiers do not belong beside real ones."""

    code = "real_dossiers"
    vi = (
        "Cơ sở dữ liệu này có hồ sơ thật, và sổ cái không xóa được. Chỉ mô phỏng trên cơ sở dữ liệu nhúng, "
        "hoặc thêm --anyway nếu thật sự muốn."
    )
    en = (
        "This database holds real dossiers, and the ledger cannot be emptied. Simulate on the embedded database, "
        "or add --anyway if that is what you want."
    )


class AlreadyPlaying(Refused):
    """Another simulation is at work in the same database."""

    code = "already_playing"
    vi = "Một lượt mô phỏng khác đang chạy trên cơ sở dữ liệu này. Chờ lượt đó xong, hoặc dừng nó rồi chạy lại."
    en = "Another simulation is at work in this database. Wait until it is over, or stop it, and run again."


class NotEmbedded(Refused):
    """The demonstration is for the embedded database."""

    code = "not_embedded"
    vi = "Ngày mẫu chỉ chạy trên cơ sở dữ liệu nhúng của make run; thêm --anyway nếu thật sự muốn chạy ở đây."
    en = "The demo day is for the embedded database of make run; add --anyway if you do want it here."


class NotLoaded(Refused):
    """The world that the day is played in is not there yet."""

    code = "not_loaded"
    vi = "Chưa có {what}. Chạy trước: make manage ARGS={command}"
    en = "{thing} are missing. First run: make manage ARGS={command}"
