"""Rows of this wing: partners with their endpoints and keys; what is owed to them and what became of it."""

from .deliveries import Attempt, CaseQueue, Delivery, DeliveryQuerySet
from .partners import Endpoint, EndpointQuerySet, EndpointSecret, Notice, Partner, PartnerKey, PartnerQuerySet

__all__ = [
    "Attempt",
    "CaseQueue",
    "Delivery",
    "DeliveryQuerySet",
    "Endpoint",
    "EndpointQuerySet",
    "EndpointSecret",
    "Notice",
    "Partner",
    "PartnerKey",
    "PartnerQuerySet",
]
