"""Bags with their content and seals, and the route table."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import postal_services.accounts.privacy
import postal_services.ids
from django.conf import settings
from django.db import migrations, models

from postal_services.ledger.edges import Edge, InstallEdges

BAG_EDGES = [
    Edge("", "begin", "open"),
    Edge("arrived", "dispatch", "in_transit"),
    Edge("arrived", "note", "arrived"),
    Edge("arrived", "open", "opened"),
    Edge("cancelled", "note", "cancelled"),
    Edge("in_transit", "arrive", "arrived"),
    Edge("in_transit", "note", "in_transit"),
    Edge("open", "cancel", "cancelled"),
    Edge("open", "note", "open"),
    Edge("open", "pack", "open"),
    Edge("open", "seal", "sealed"),
    Edge("open", "unpack", "open"),
    Edge("opened", "note", "opened"),
    Edge("opened", "resolve", "opened"),
    Edge("sealed", "dispatch", "in_transit"),
    Edge("sealed", "note", "sealed"),
    Edge("sealed", "reseal", "sealed"),
    Edge("sealed", "unseal", "open"),
]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("custody", "0006_pre_ride_in_bags"),
        ("registry", "0004_fee_known"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=48, unique=True, verbose_name="mã túi")),
                ("token", models.CharField(max_length=16, unique=True, verbose_name="mã vuông")),
                (
                    "stream_id",
                    models.UUIDField(editable=False, help_text="the origin's day in the ledger on which it was begun"),
                ),
                (
                    "offices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24),
                        help_text="every office it has to do with",
                        size=None,
                        verbose_name="nơi liên quan",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang đóng"),
                            ("sealed", "Đã niêm phong"),
                            ("in_transit", "Đang vận chuyển"),
                            ("arrived", "Đã đến, chờ mở"),
                            ("opened", "Đã mở"),
                            ("cancelled", "Đã hủy"),
                        ],
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("seal", models.CharField(blank=True, default="", max_length=30, verbose_name="số niêm phong")),
                (
                    "seal_read",
                    models.CharField(blank=True, default="", max_length=30, verbose_name="số niêm phong đọc khi nhận"),
                ),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="lưu ý",
                    ),
                ),
                (
                    "extra",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="thừa so với bảng kê",
                    ),
                ),
                (
                    "note",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="ghi chú khi mở"
                    ),
                ),
                (
                    "resolution",
                    postal_services.accounts.privacy.EncryptedTextField(
                        blank=True, default="", verbose_name="cách giải quyết chênh lệch"
                    ),
                ),
                (
                    "root",
                    models.CharField(blank=True, default="", max_length=16, verbose_name="mã sổ cái khi niêm phong"),
                ),
                ("begun_at", models.DateTimeField(verbose_name="lập lúc")),
                ("sealed_at", models.DateTimeField(blank=True, null=True, verbose_name="niêm phong lúc")),
                ("dispatched_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi đi lúc")),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="đến lúc")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="mở lúc")),
                ("last_occurred_at", models.DateTimeField(verbose_name="việc gần nhất")),
                ("modified_at", models.DateTimeField(verbose_name="thay đổi lúc")),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="trạm tiếp theo",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="nơi mở",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        help_text="the office that answers for it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="đang ở",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người mở",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bags_packed",
                        to="registry.office",
                        verbose_name="nơi đóng",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người đóng",
                    ),
                ),
            ],
            options={
                "verbose_name": "túi",
                "verbose_name_plural": "túi",
            },
        ),
        migrations.CreateModel(
            name="BagItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="thứ tự")),
                (
                    "packed_by",
                    models.UUIDField(
                        blank=True,
                        help_text="who answers for it until it is opened",
                        null=True,
                        verbose_name="người đóng",
                    ),
                ),
                ("packed_at", models.DateTimeField(verbose_name="đóng lúc")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="ra khỏi túi lúc")),
                (
                    "found",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Đủ"),
                            ("missing", "Thiếu"),
                            ("damaged", "Hư hỏng"),
                            ("left", "Đã tách khỏi túi"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="kết quả",
                    ),
                ),
                ("listed", models.BooleanField(default=True, verbose_name="có trong bảng kê")),
                (
                    "bag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="custody.bag",
                        verbose_name="túi",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bag_lines",
                        to="custody.item",
                        verbose_name="bưu gửi",
                    ),
                ),
            ],
            options={
                "verbose_name": "bưu gửi trong túi",
                "verbose_name_plural": "bưu gửi trong túi",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="RouteStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="ghi chú")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                        verbose_name="đến huyện",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="đến nơi",
                    ),
                ),
                (
                    "next_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="trạm tiếp theo",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="route_steps",
                        to="registry.office",
                        verbose_name="từ",
                    ),
                ),
            ],
            options={
                "verbose_name": "chặng trên tuyến",
                "verbose_name_plural": "chặng trên tuyến",
                "ordering": ["origin", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=postal_services.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, verbose_name="số niêm phong")),
                ("valid_from", models.DateField(verbose_name="niêm phong ngày")),
                ("valid_to", models.DateField(verbose_name="dùng lại được từ ngày")),
                ("put_on_at", models.DateTimeField(verbose_name="niêm phong lúc")),
                ("broken_at", models.DateTimeField(blank=True, null=True, verbose_name="gỡ lúc")),
                ("reason", models.CharField(blank=True, default="", max_length=20, verbose_name="lý do gỡ")),
                (
                    "bag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seals",
                        to="custody.bag",
                        verbose_name="túi",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.office",
                        verbose_name="nơi niêm phong",
                    ),
                ),
            ],
            options={
                "verbose_name": "niêm phong",
                "verbose_name_plural": "niêm phong",
            },
        ),
        migrations.AddIndex(
            model_name="bag",
            index=django.contrib.postgres.indexes.GinIndex(fields=["offices"], name="bag_offices"),
        ),
        migrations.AddIndex(
            model_name="bag",
            index=models.Index(fields=["state", "office"], name="bag_stands"),
        ),
        migrations.AddIndex(
            model_name="bag",
            index=models.Index(fields=["modified_at", "id"], name="bag_modified"),
        ),
        migrations.AddConstraint(
            model_name="bag",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "sealed", "in_transit", "arrived", "opened", "cancelled"])),
                name="bag_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "open"), _negated=True),
                    models.Q(("origin", models.F("destination")), _negated=True),
                    _connector="OR",
                ),
                name="bag_leaves_where_it_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="bag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "cancelled"]), models.Q(("seal", ""), _negated=True), _connector="OR"
                ),
                name="bag_sealed_before_it_leaves",
            ),
        ),
        migrations.AddConstraint(
            model_name="bagitem",
            constraint=models.UniqueConstraint(models.F("bag"), models.F("item"), name="bag_item_once"),
        ),
        migrations.AddConstraint(
            model_name="bagitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at__isnull", True)), fields=("item",), name="bag_item_in_one_bag"
            ),
        ),
        migrations.AddConstraint(
            model_name="bagitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("found", ""), ("found__in", ["received", "missing", "damaged", "left"]), _connector="OR"
                ),
                name="bag_item_found_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("origin", "="),
                    ("goal", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[)"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="route_step_once_a_goal",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("origin", "="),
                    ("district", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[)"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="route_step_once_a_district",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="route_step_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal__isnull", True), ("district__isnull", True), _connector="XOR"),
                name="route_step_goal_or_district",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin", models.F("next_office")), _negated=True), name="route_step_leads_away"
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("office", "="),
                    ("number", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            models.Value("[)"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="seal_used_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="seal_reusable_later",
            ),
        ),
        InstallEdges("bag", BAG_EDGES),
    ]
