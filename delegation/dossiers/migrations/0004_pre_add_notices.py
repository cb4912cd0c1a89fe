import django.db.models.deletion
import postal_services.accounts.privacy
import postal_services.ids
from django.conf import settings
from django.db import migrations, models

from postal_services.ledger.edges import Edge, InstallEdges

EDGES = [
    Edge("", "lodge", "2"),
    Edge("", "register", "1"),
    Edge("1", "receive", "2"),
    Edge("1", "refuse", "3"),
    Edge("1", "withdraw", "7"),
    Edge("2", "ask_supplement", "5"),
    Edge("2", "finish", "9"),
    Edge("2", "process", "4"),
    Edge("2", "reappoint", "2"),
    Edge("2", "refuse", "3"),
    Edge("2", "stop", "8"),
    Edge("2", "withdraw", "7"),
    Edge("4", "ask_supplement", "5"),
    Edge("4", "financial_duty", "6"),
    Edge("4", "finish", "9"),
    Edge("4", "reappoint", "4"),
    Edge("4", "stop", "8"),
    Edge("4", "withdraw", "7"),
    Edge("5", "resume", "4"),
    Edge("5", "withdraw", "7"),
    Edge("6", "resume", "4"),
    Edge("6", "withdraw", "7"),
    Edge("8", "resume", "4"),
    Edge("8", "withdraw", "7"),
    Edge("9", "give_back", "10"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0003_pre_add_source"),
        ("ledger", "0001_initial"),
        ("registry", "0004_fee_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DossierNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supplement", "Yêu cầu bổ sung, hoàn thiện hồ sơ"),
                            ("refusal", "Từ chối tiếp nhận"),
                            ("apology", "Xin lỗi và hẹn lại"),
                            ("stop", "Dừng giải quyết"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("form_set", models.CharField(max_length=12, verbose_name="thông tư")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("serial", models.PositiveIntegerField(verbose_name="số")),
                ("given_at", models.DateTimeField(verbose_name="lập lúc")),
                ("reason", postal_services.accounts.privacy.EncryptedTextField(verbose_name="lý do")),
                (
                    "contact",
                    postal_services.accounts.privacy.EncryptedTextField(blank=True, default="", verbose_name="liên hệ"),
                ),
                (
                    "basis",
                    postal_services.accounts.privacy.EncryptedTextField(blank=True, default="", verbose_name="căn cứ"),
                ),
                ("again", models.CharField(blank=True, default="", max_length=32, verbose_name="mã lý do thêm lần")),
                ("respond_on", models.DateField(blank=True, null=True, verbose_name="bổ sung trước ngày")),
                (
                    "fetch_by_post",
                    models.BooleanField(default=False, verbose_name="bưu điện mang phiếu và lấy giấy tờ"),
                ),
                ("old_due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả trước đó")),
                ("new_due_at", models.DateTimeField(blank=True, null=True, verbose_name="hẹn trả lại")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="dossiers.dossier",
                        verbose_name="hồ sơ",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu, thông báo",
                "verbose_name_plural": "phiếu, thông báo",
                "ordering": ["given_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="NoticePaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("name", postal_services.accounts.privacy.EncryptedTextField(verbose_name="tên giấy tờ")),
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
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="dossiers.dossiernotice",
                        verbose_name="phiếu",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy tờ phải bổ sung",
                "verbose_name_plural": "giấy tờ phải bổ sung",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="NoticeSerial",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supplement", "Yêu cầu bổ sung, hoàn thiện hồ sơ"),
                            ("refusal", "Từ chối tiếp nhận"),
                            ("apology", "Xin lỗi và hẹn lại"),
                            ("stop", "Dừng giải quyết"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("last", models.PositiveIntegerField(default=0, verbose_name="số cuối đã cấp")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "số phiếu trong năm",
                "verbose_name_plural": "số phiếu trong năm",
            },
        ),
        migrations.AddIndex(
            model_name="dossiernotice",
            index=models.Index(fields=["dossier", "given_at"], name="notice_of_dossier"),
        ),
        migrations.AddIndex(
            model_name="dossiernotice",
            index=models.Index(fields=["agency", "given_at"], name="notice_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="dossiernotice",
            constraint=models.UniqueConstraint(fields=("agency", "year", "kind", "serial"), name="notice_number_once"),
        ),
        migrations.AddConstraint(
            model_name="dossiernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["supplement", "refusal", "apology", "stop"])), name="notice_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossiernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "apology"), _negated=True),
                    models.Q(
                        ("new_due_at__gt", models.F("given_at")),
                        ("new_due_at__isnull", False),
                        ("old_due_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="notice_apology_has_new_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossiernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("fetch_by_post", False), ("kind", "supplement"), _connector="OR"),
                name="notice_fetch_is_for_papers",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticepaper",
            constraint=models.UniqueConstraint(fields=("notice", "position"), name="notice_paper_position"),
        ),
        migrations.AddConstraint(
            model_name="noticepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1), ("count__lte", 99)), name="notice_paper_count"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeserial",
            constraint=models.UniqueConstraint(fields=("agency", "year", "kind"), name="notice_serial_once"),
        ),
        InstallEdges("dossier", EDGES),
    ]
