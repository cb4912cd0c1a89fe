from tests.cast import cast, furnished
from tests.custody_web.conftest import people

__all__ = ["cast", "furnished", "people"]
