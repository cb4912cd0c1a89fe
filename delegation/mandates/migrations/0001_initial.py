import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import postal_services.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0002_folded_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=80, verbose_name="số, ký hiệu")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                ("effective_from", models.DateField(verbose_name="có hiệu lực từ")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Dự thảo"),
                            ("signed", "Đã ký"),
                            ("in_force", "Đang hiệu lực"),
                            ("suspended", "Tạm dừng"),
                            ("ended", "Đã kết thúc"),
                            ("withdrawn", "Đã hủy dự thảo"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="trạng thái",
                    ),
                ),
                ("legal_basis", models.TextField(verbose_name="căn cứ pháp lý")),
                (
                    "tasks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("receive", "Nhận gửi hồ sơ"),
                                ("return", "Chuyển trả kết quả"),
                                ("fees", "Thu hộ phí, lệ phí"),
                                ("guide", "Hướng dẫn thủ tục"),
                            ],
                            max_length=16,
                        ),
                        size=None,
                        verbose_name="nhiệm vụ chuyển giao",
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="ghi chú")),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                ("modified_at", models.DateTimeField(verbose_name="thay đổi lúc")),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
                        to="registry.office",
                        verbose_name="cơ quan chuyển giao",
                    ),
                ),
                (
                    "post_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_held",
                        to="registry.office",
                        verbose_name="bưu điện nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản chuyển giao",
                "verbose_name_plural": "văn bản chuyển giao",
            },
        ),
        migrations.CreateModel(
            name="MandateProcedure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegated",
                        to="mandates.mandate",
                        verbose_name="văn bản chuyển giao",
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="registry.procedure",
                        verbose_name="thủ tục",
                    ),
                ),
            ],
            options={
                "verbose_name": "thủ tục được chuyển giao",
                "verbose_name_plural": "thủ tục được chuyển giao",
            },
        ),
        migrations.CreateModel(
            name="MandateSpan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_at", models.DateTimeField(verbose_name="từ lúc")),
                ("to_at", models.DateTimeField(blank=True, null=True, verbose_name="đến trước lúc")),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spans",
                        to="mandates.mandate",
                        verbose_name="văn bản chuyển giao",
                    ),
                ),
            ],
            options={
                "verbose_name": "thời gian hiệu lực",
                "verbose_name_plural": "thời gian hiệu lực",
                "ordering": ["from_at"],
            },
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["committee", "post_office", "state"], name="mandate_sides"),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["post_office"], name="mandate_held_by"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("committee", "number"),
                name="mandate_number_once_per_committee",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_to__isnull", True), ("effective_to__gte", models.F("effective_from")), _connector="OR"
                ),
                name="mandate_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_on__isnull", False), ("state__in", ["draft", "withdrawn"]), _connector="OR"
                ),
                name="mandate_signed_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_on__isnull", True), ("effective_from__gte", models.F("signed_on")), _connector="OR"
                ),
                name="mandate_not_backdated",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("committee", models.F("post_office")), _negated=True), name="mandate_has_two_sides"
            ),
        ),
        migrations.AddIndex(
            model_name="mandateprocedure",
            index=models.Index(fields=["procedure", "mandate"], name="mandate_procedure_lookup"),
        ),
        migrations.AddConstraint(
            model_name="mandateprocedure",
            constraint=models.UniqueConstraint(
                fields=("mandate", "procedure", "valid_from"), name="mandate_procedure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandateprocedure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="mandate_procedure_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespan",
            constraint=models.UniqueConstraint(fields=("mandate", "from_at"), name="mandate_span_starts_once"),
        ),
        migrations.AddConstraint(
            model_name="mandatespan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_at__isnull", True)), fields=("mandate",), name="mandate_one_open_span"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatespan",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"),
                name="mandate_span_has_length",
            ),
        ),
    ]
