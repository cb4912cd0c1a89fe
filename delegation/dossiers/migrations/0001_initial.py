import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import postal_services.accounts.privacy
import postal_services.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mandates", "0002_edges"),
        ("registry", "0002_folded_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeSerial",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agency", models.CharField(max_length=40, verbose_name="mã cơ quan")),
                ("day", models.DateField(verbose_name="ngày")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="số cuối đã cấp")),
            ],
            options={
                "verbose_name": "số thứ tự hồ sơ trong ngày",
                "verbose_name_plural": "số thứ tự hồ sơ trong ngày",
                "constraints": [models.UniqueConstraint(fields=("agency", "day"), name="code_serial_once")],
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=48, unique=True, verbose_name="mã hồ sơ")),
                ("token", models.CharField(max_length=16, unique=True, verbose_name="mã tra cứu")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("send", "Gửi hồ sơ"),
                            ("return", "Nhận kết quả"),
                            ("both", "Gửi hồ sơ và nhận kết quả"),
                        ],
                        max_length=8,
                        verbose_name="dịch vụ",
                    ),
                ),
                (
                    "state",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Mới đăng ký"),
                            (2, "Được tiếp nhận"),
                            (3, "Không được tiếp nhận"),
                            (4, "Đang xử lý"),
                            (5, "Yêu cầu bổ sung giấy tờ"),
                            (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
                            (7, "Công dân yêu cầu rút hồ sơ"),
                            (8, "Dừng xử lý"),
                            (9, "Đã xử lý xong"),
                            (10, "Đã trả kết quả"),
                        ],
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("form", "Biểu mẫu"),
                            ("api", "Phần mềm một cửa"),
                            ("import", "Danh sách"),
                            ("simulation", "Mô phỏng"),
                        ],
                        max_length=16,
                        verbose_name="nguồn",
                    ),
                ),
                ("applicant_name", postal_services.accounts.privacy.EncryptedTextField(verbose_name="họ và tên")),
                (
                    "applicant_phone",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="số điện thoại"
                    ),
                ),
                (
                    "applicant_address",
                    postal_services.accounts.privacy.EncryptedTextField(blank=True, default="", verbose_name="địa chỉ"),
                ),
                ("phone_key", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("phone_last4_key", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("name_key", models.CharField(editable=False, max_length=64)),
                (
                    "name_word_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, editable=False, size=None
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=48),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="đối tượng",
                    ),
                ),
                ("weight_g", models.PositiveIntegerField(verbose_name="khối lượng (g)")),
                ("state_fee", models.PositiveIntegerField(verbose_name="phí, lệ phí (đồng)")),
                ("postal_charge", models.PositiveIntegerField(verbose_name="cước bưu chính (đồng)")),
                ("transfer_charge", models.PositiveIntegerField(verbose_name="cước chuyển nộp lệ phí (đồng)")),
                ("exemption", models.CharField(blank=True, default="", max_length=48, verbose_name="miễn, giảm cước")),
                ("received_at", models.DateTimeField(verbose_name="tiếp nhận lúc")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả lúc")),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="tạm dừng từ")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="có kết quả lúc")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi vào hệ thống lúc")),
                ("modified_at", models.DateTimeField(verbose_name="thay đổi lúc")),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_decided",
                        to="registry.office",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "lodged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="mandates.mandate",
                        verbose_name="văn bản chuyển giao",
                    ),
                ),
                (
                    "post_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_carried",
                        to="registry.office",
                        verbose_name="bưu điện",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="registry.procedure",
                        verbose_name="thủ tục",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="registry.unit",
                        verbose_name="xã, phường, thị trấn",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ",
                "verbose_name_plural": "hồ sơ",
            },
        ),
        migrations.CreateModel(
            name="CaseOffice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_offices",
                        to="registry.office",
                        verbose_name="cơ quan, bưu cục",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_offices",
                        to="dossiers.dossier",
                        verbose_name="hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "nơi được xem hồ sơ",
                "verbose_name_plural": "nơi được xem hồ sơ",
            },
        ),
        migrations.CreateModel(
            name="DossierDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content", postal_services.accounts.privacy.EncryptedTextField(verbose_name="nội dung (JSON)")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                ("modified_at", models.DateTimeField(verbose_name="sửa lúc")),
                ("expires_at", models.DateTimeField(verbose_name="giữ đến")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ đang soạn",
                "verbose_name_plural": "hồ sơ đang soạn",
                "ordering": ["-modified_at"],
            },
        ),
        migrations.CreateModel(
            name="DossierPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("name", models.CharField(max_length=300, verbose_name="tên giấy tờ")),
                (
                    "kind",
                    models.CharField(
                        choices=[("original", "Bản chính"), ("copy", "Bản sao"), ("certified", "Bản sao chứng thực")],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(verbose_name="số lượng")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="dossiers.dossier",
                        verbose_name="hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ",
                "verbose_name_plural": "giấy tờ",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="mã băm tệp")),
                ("kind", models.CharField(max_length=8, verbose_name="loại tệp")),
                ("encoding", models.CharField(blank=True, default="", max_length=24, verbose_name="bảng mã")),
                (
                    "state",
                    models.CharField(
                        choices=[("ready", "Chờ ghi nhận"), ("running", "Đang ghi nhận"), ("done", "Đã xong")],
                        default="ready",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="số dòng")),
                ("lodged", models.PositiveIntegerField(default=0, verbose_name="đã ghi nhận")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="không ghi nhận được")),
                ("doubtful", models.PositiveIntegerField(default=0, verbose_name="nghi trùng")),
                ("created_at", models.DateTimeField(verbose_name="tải lên lúc")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tải lên",
                    ),
                ),
            ],
            options={
                "verbose_name": "danh sách hồ sơ",
                "verbose_name_plural": "danh sách hồ sơ",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="dòng")),
                ("content", postal_services.accounts.privacy.EncryptedTextField(verbose_name="nội dung (JSON)")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "Chưa xử lý"),
                            ("lodged", "Đã ghi nhận"),
                            ("refused", "Không ghi nhận"),
                            ("doubtful", "Nghi trùng, chờ xác nhận"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                ("code", models.CharField(blank=True, default="", max_length=48, verbose_name="mã lý do")),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="điều chưa đúng")),
                (
                    "dossier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                        verbose_name="hồ sơ",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="dossiers.importjob",
                        verbose_name="danh sách",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng của danh sách",
                "verbose_name_plural": "dòng của danh sách",
                "ordering": ["number"],
            },
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["-received_at", "-id"], name="dossier_newest"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["committee", "-received_at"], name="dossier_of_committee"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["modified_at", "id"], name="dossier_modified"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["state", "due_at"], name="dossier_due"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("phone_key", ""), _negated=True),
                fields=["phone_key", "-received_at"],
                name="dossier_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["name_key", "procedure", "-received_at"], name="dossier_same_person"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=django.contrib.postgres.indexes.GinIndex(fields=["name_word_keys"], name="dossier_name_words"),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), name="dossier_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("service__in", ["send", "return", "both"])), name="dossier_service_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__isnull", True), ("due_at__gte", models.F("received_at")), _connector="OR"),
                name="dossier_due_after_received",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_at__isnull", True), ("state__in", [5, 6, 8]), _connector="OR"),
                name="dossier_paused_in_a_pause",
            ),
        ),
        migrations.AddIndex(
            model_name="caseoffice",
            index=models.Index(fields=["office", "dossier"], name="case_office_cases"),
        ),
        migrations.AddConstraint(
            model_name="caseoffice",
            constraint=models.UniqueConstraint(fields=("dossier", "office"), name="case_office_once"),
        ),
        migrations.AddIndex(
            model_name="dossierdraft",
            index=models.Index(fields=["owner", "-modified_at"], name="draft_of_owner"),
        ),
        migrations.AddIndex(
            model_name="dossierdraft",
            index=models.Index(fields=["expires_at"], name="draft_expiry"),
        ),
        migrations.AddConstraint(
            model_name="dossierpaper",
            constraint=models.UniqueConstraint(fields=("dossier", "position"), name="dossier_paper_position"),
        ),
        migrations.AddConstraint(
            model_name="dossierpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("count__lte", 99)), name="dossier_paper_count"
            ),
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(fields=["office", "-created_at"], name="import_of_office"),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("lodged"), "+", models.F("refused")
                            ),
                            "+",
                            models.F("doubtful"),
                        ),
                    )
                ),
                name="import_counts_fit",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("outcome", "pending")), fields=["job", "number"], name="import_pending"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("job", "number"), name="import_row_number"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dossier__isnull", False), ("outcome", "lodged")),
                    models.Q(models.Q(("outcome", "lodged"), _negated=True), ("dossier__isnull", True)),
                    _connector="OR",
                ),
                name="import_row_lodged_has_dossier",
            ),
        ),
    ]
