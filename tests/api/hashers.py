"""A password hasher that is quick and counts its work."""

from django.contrib.auth.hashers import MD5PasswordHasher

work: list[str] = []


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"

    def encode(self, password: str, salt: str) -> str:
        work.append(password)
        return super().encode(password, salt)
