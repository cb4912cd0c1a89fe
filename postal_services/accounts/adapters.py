"""How signing in on pages differs from the library's defaults: nobody signs up, secrets are encrypted with our keys."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from postal_services.accounts.models import User
from postal_services.accounts.networks import network_of
from postal_services.accounts.privacy import keyring


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are made by an administrator; limits go by the network the house believes in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network that attempts are counted for."""
        return network_of(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The house sends no e-mail about accounts; notices stand on the pages."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Secrets of authenticator apps and recovery codes stand encrypted like personal data."""

    def encrypt(self, text: str) -> str:
        """The stored form of a secret."""
        return keyring().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret of its stored form."""
        return keyring().open(encrypted_text)


def display_name(user: User) -> str:
    """The name a person is called by on the pages."""
    return user.get_full_name()
