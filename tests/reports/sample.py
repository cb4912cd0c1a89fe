"""A tree of figures with everything in it, drawn by hand: what papers and pages are looked at with."""

from datetime import date, timedelta

from tracking.reports import figures as f

NAMES = (
    "Thành phố Pleiku", "Thị xã An Khê", "Thị xã Ayun Pa", "Huyện KBang", "Huyện Đăk Đoa", "Huyện Chư Păh",
    "Huyện Ia Grai", "Huyện Mang Yang", "Huyện Kông Chro", "Huyện Đức Cơ", "Huyện Chư Prông", "Huyện Chư Sê",
    "Huyện Đăk Pơ", "Huyện Ia Pa", "Huyện Krông Pa", "Huyện Phú Thiện", "Huyện Chư Pưh",
)  # fmt: skip
KINDS = (
    "Văn bản chuyển giao", "Công khai thủ tục", "Bố trí người", "Thiết bị", "Tập huấn", "Hồ sơ đầu tiên",
    "Dùng thường xuyên", "Tỉnh nghiệm thu",
)  # fmt: skip
MEASURES = (
    ("lodged", "Hồ sơ tiếp nhận", "hồ sơ"), ("handed_over", "Hồ sơ bàn giao", "hồ sơ"),
    ("finished", "Hồ sơ xong", "hồ sơ"), ("on_time", "Xong đúng hạn", "hồ sơ"), ("delivered", "Đã phát", "bưu gửi"),
    ("returned", "Chuyển hoàn", "bưu gửi"), ("late", "Quá hạn", "hồ sơ"), ("incidents", "Sự cố", "vụ"),
    ("cash_differences", "Chênh lệch tiền", "lần"), ("ratings", "Đánh giá", "lượt"),
)  # fmt: skip
FIRST, LAST = date(2019, 10, 1), date(2019, 12, 31)


def _pieces(place: int) -> int:
    return 8 if place in {0, 3, 11} else place * 5 % 8


def _row(place: int) -> f.Row:
    pieces = _pieces(place)
    values = tuple(1_000 * (17 - place) // (number + 1) for number in range(len(MEASURES)))
    met = tuple(number < pieces for number in range(8))
    return f.Row(
        unit=str(622 + place), name=NAMES[place], complete=pieces == 8, complete_before=place == 0, pieces=pieces,
        pieces_before=max(pieces - 2, 0), met=met, values=values, obstacles_open=place % 3,
    )  # fmt: skip


ROWS = tuple(_row(place) for place in range(17))


def _head(*, provisional: bool) -> f.Head:
    return f.Head(
        directive="44-TB-UBND", number="44/TB-UBND", title="Kết luận hội nghị trực tuyến về cải cách hành chính",
        issuer="UBND tỉnh Gia Lai", issued_on=date(2019, 7, 9), quarter="2019-Q4", quarter_words="Quý IV/2019",
        first=FIRST, last=LAST, as_of=LAST, compared=date(2019, 9, 30), from_notice=False, provisional=provisional,
        deadline=LAST,
    )  # fmt: skip


def _progress() -> f.Progress:
    kinds = tuple(
        f.Kind(
            key=f"kind_{number}", name=name, needs="Có đủ theo quy tắc xét đang áp dụng.", verified=number < 3,
            met=sum(row.met[number] for row in ROWS), met_before=number,
            missing=tuple(row.name for row in ROWS if not row.met[number]),
        )
        for number, name in enumerate(KINDS)
    )  # fmt: skip
    points = tuple(
        f.Point(date(2019, 7, 9) + timedelta(days=day), complete=day // 58, pieces=day * 70 // 175)
        for day in range(176)
    )
    pieces = sum(row.pieces for row in ROWS)
    return f.Progress(
        ask="2", title="Chuyển giao cho bưu điện", units=17, complete=3, complete_before=1, pieces=pieces,
        pieces_before=41, pieces_all=136, share=f.share(3, 17), share_before=f.share(1, 17), kinds=kinds,
        changes=(
            f.Change("622", NAMES[0], "kind_7", KINDS[7], gained=True),
            f.Change("639", NAMES[16], "kind_6", KINDS[6], gained=False),
        ),
        points=points,
        forecast=f.Forecast(
            "later", "Với nhịp hiện nay, dự báo hoàn thành khoảng 15/02/2020.", date(2020, 1, 20), date(2020, 2, 15),
            date(2020, 3, 30),
        ),
    )  # fmt: skip


def _obstacles() -> f.Obstacles:
    top = tuple(
        f.Obstacle(
            code=f"VM-{place:03}", unit=str(622 + place), name=NAMES[place], kind="network",
            kind_name="Mạng, thiết bị", state="reported", state_name="Mới báo", reported_on=date(2019, 11, place + 1),
            age=60 - place, blocks=KINDS[3],
        )
        for place in range(5)
    )  # fmt: skip
    kinds = (f.ObstacleKind("network", "Mạng, thiết bị", 7, 5), f.ObstacleKind("people", "Thiếu người", 3, 1))
    return f.Obstacles(
        reported=10, answered=6, closed=4, standing=6, unanswered=5, overdue=2, oldest=60, kinds=kinds, top=top
    )


def _times() -> f.Times:
    def time(place: int, name: str) -> f.Time:
        return f.Time(
            key=str(place), name=name, finished=100 + place, on_time=90 + place, regulated=1500, posted=1200,
            committed=1000, actual=600 + place * 80, cut=f.share(1500 - 600 - place * 80, 1500),
        )  # fmt: skip

    return f.Times(
        asked_least=3000,
        asked_most=7000,
        committees=tuple(time(place, NAMES[place]) for place in range(12)),
        procedures=(time(1, "Đăng ký khai sinh"), time(2, '=HYPERLINK("http://x") thủ tục lạ')),
    )


def sample(*, provisional: bool = False, simulated: bool = True) -> f.Figures:
    """The fourth quarter of 2019, invented."""
    measures = tuple(
        f.Measure(key, name, unit, sum(row.values[place] for row in ROWS), place * 11, place * 99)
        for place, (key, name, unit) in enumerate(MEASURES)
    )
    notes = [f.Note("late", "Dòng ghi vào sổ sau khi hết quý", 3)]
    if simulated:
        notes.insert(0, f.Note(f.SIMULATED, "Hồ sơ mô phỏng được tính trong các số liệu", 1200))
    return f.Figures(
        version=f.VERSION,
        head=_head(provisional=provisional),
        progress=_progress(),
        rows=ROWS,
        measures=measures,
        obstacles=_obstacles(),
        times=_times(),
        readiness=(
            f.Readiness(
                ask="3", title="Một cửa điện tử cấp xã", deadline=date(2019, 6, 30), targets=222, ready=120,
                ready_before=90,
                named=(
                    f.Ready("23836", "Xã Ayun", "Huyện Mang Yang", ready=False, on=None),
                    f.Ready("24043", "Xã Ia Ake", "Huyện Phú Thiện", ready=True, on=date(2019, 11, 5)),
                ),
            ),
        ),
        tasks=(
            f.Task("5a", "Tiêu chí đánh giá người đứng đầu", "Văn phòng UBND tỉnh", date(2019, 7, 31), 1, 0, 1,
                   overdue=True),
        ),
        eligible=f.Eligible(
            months=3, stated=48, expected=51, eligible=20_000, handed_over=8_123, share=f.share(8_123, 20_000),
            reasons=(f.Reason("wants_counter", "Người dân muốn nhận tại bộ phận một cửa", 9_000),),
            silent=("Huyện Ia Pa",),
        ),
        notes=tuple(notes),
    )  # fmt: skip
