from tests.cast import cast, furnished
from tests.custody_web.conftest import built_assets, people, plain_static_files

__all__ = ["built_assets", "cast", "furnished", "people", "plain_static_files"]
