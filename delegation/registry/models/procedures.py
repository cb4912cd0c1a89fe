"""The administrative procedures whose papers the post may carry."""

from django.db import models
from django.db.models import Q

from postal_services.folding import Folded

from .spans import PublicQuerySet


class PaperKind(models.TextChoices):
    """How a paper is to be handed in."""

    ORIGINAL = "original", "Bản chính"
    COPY = "copy", "Bản sao"
    CERTIFIED = "certified", "Bản sao chứng thực"


class Procedure(models.Model):
    """A procedure as it is announced: what to hand in, how long it takes, what it costs, what comes out."""

    code = models.CharField("mã thủ tục", max_length=24, primary_key=True)
    name = models.CharField("tên thủ tục", max_length=300)
    folded = models.GeneratedField(
        expression=Folded("name"), output_field=models.TextField(), db_persist=True, verbose_name="tên để tìm"
    )
    field = models.CharField("lĩnh vực", max_length=80)
    working_days = models.PositiveSmallIntegerField("thời hạn (ngày làm việc)")
    state_fee = models.PositiveIntegerField("phí, lệ phí (đồng)")
    fee_known = models.BooleanField("biết rõ mức phí", default=False)
    result_name = models.CharField("kết quả", max_length=200)
    withdraws_papers = models.BooleanField("thu hồi giấy tờ cũ", default=False)
    postal_from = models.DateField("nhận, trả qua bưu điện từ ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    code_verified = models.BooleanField("mã đã kiểm chứng", default=False)
    verified = models.BooleanField("nội dung đã kiểm chứng", default=False)
    active = models.BooleanField("đang áp dụng", default=True)

    objects = PublicQuerySet["Procedure"].as_manager()

    class Meta:
        verbose_name = "thủ tục hành chính"
        verbose_name_plural = "thủ tục hành chính"
        ordering = ["field", "code"]
        indexes = [models.Index(fields=["field", "code"], name="procedure_field")]

    def __str__(self) -> str:
        return self.name


class ProcedurePaper(models.Model):
    """One line of the announced list of papers."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="papers", verbose_name="thủ tục hành chính"
    )
    position = models.PositiveSmallIntegerField("số thứ tự")
    name = models.CharField("tên giấy tờ", max_length=240)
    kind = models.CharField("loại", max_length=9, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField("số lượng", default=1)

    objects = PublicQuerySet["ProcedurePaper"].as_manager()

    class Meta:
        verbose_name = "thành phần hồ sơ"
        verbose_name_plural = "thành phần hồ sơ"
        ordering = ["procedure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "position"], name="procedure_paper_position_unique"),
            models.CheckConstraint(name="procedure_paper_counted", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="procedure_paper_kind_known", condition=Q(kind__in=[kind.value for kind in PaperKind])
            ),
        ]

    def __str__(self) -> str:
        return self.name
