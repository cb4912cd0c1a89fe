"""Three sums that are never mixed: state fee, postal charge, charge for transferring the fee; whole VND."""

from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = ("state_fee", "postal", "transfer")
LABELS = {
    "state_fee": ("Phí, lệ phí", "State fee"),
    "postal": ("Cước bưu chính", "Postal charge"),
    "transfer": ("Cước chuyển nộp", "Transfer charge"),
}
"""The words of the columns in Vietnamese and English, in the order in which they stand everywhere."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One sum in three columns; whole VND, negative where money goes back."""

    state_fee: int = 0
    postal: int = 0
    transfer: int = 0

    @property
    def total(self) -> int:
        """All three together, in VND."""
        return self.state_fee + self.postal + self.transfer

    @property
    def columns(self) -> tuple[int, int, int]:
        """The three sums in the order of ``COLUMNS``."""
        return self.state_fee, self.postal, self.transfer

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.state_fee + other.state_fee, self.postal + other.postal, self.transfer + other.transfer)

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.state_fee - other.state_fee, self.postal - other.postal, self.transfer - other.transfer)

    def __neg__(self) -> "Amounts":
        return Amounts(-self.state_fee, -self.postal, -self.transfer)

    def __bool__(self) -> bool:
        """Whether any column holds money."""
        return any(self.columns)

    @property
    def above_zero(self) -> "Amounts":
        """The columns that are above zero; the others are nothing."""
        return Amounts(*(max(each, 0) for each in self.columns))

    def as_data(self) -> dict[str, int]:
        """The columns by name, as lines of the ledger and answers carry them."""
        return dict(zip(COLUMNS, self.columns, strict=True))


NOTHING = Amounts()


def dong(amount: int) -> str:
    """A sum in the words of a refusal: ``42.000``, as Vietnam writes it in both languages."""
    return f"{amount:,}".replace(",", ".").replace("-", "−")


def told(amounts: Amounts) -> dict[str, str]:
    """The columns by name, ready for a sentence."""
    return {name: dong(each) for name, each in amounts.as_data().items()}


def total_of(many: Iterable[Amounts]) -> Amounts:
    """The sum of several, column by column."""
    result = NOTHING
    for each in many:
        result += each
    return result
