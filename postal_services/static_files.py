"""Static files named by their content and compressed once; the reference pages of the API are left as they are."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

FOR_PROGRAMMERS = ("drf_spectacular_sidecar/", "rest_framework/")
"""Megabytes that few ever open: compressing them would be most of the first start."""


class HouseStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library has no types
    """Compresses what people load, with gzip and Brotli."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Pairs of a file's name and its compressed form's, for everything but ``FOR_PROGRAMMERS``."""
        yield from super().compress_files([path for path in paths if not path.startswith(FOR_PROGRAMMERS)])
