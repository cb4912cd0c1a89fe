"""Keys point down, personal data is sealed, and nobody sees what is not theirs."""

from itertools import pairwise

from django.db.models import CharField, EmailField, JSONField, Model, TextField

from postal_services.accounts.models import User
from postal_services.accounts.privacy import EncryptedTextField
from tests.architecture import house

SEALED = {
    "api.KeptAnswer": {"body"},
    "documents.Attachment": {"name", "content_key"},
    "establishment.Publication": {"reason"},
    "establishment.Training": {"others", "reason"},
    "dossiers.Dossier": {"applicant_name", "applicant_phone", "applicant_address"},
    "dossiers.DossierDraft": {"content"},
    "dossiers.DossierNotice": {"reason", "contact", "basis"},
    "dossiers.NoticePaper": {"name"},
    "dossiers.ImportRow": {"content"},
    "custody.Bag": {"note", "resolution"},
    "custody.Proof": {"receiver_name", "document", "signature", "witness"},
    "custody.Scan": {"proof"},
    "cash.CashDay": {"words", "accepted_words"},
    "cash.Taking": {"words"},
    "cash.ChargeCorrection": {"words"},
    "cash.Reconciliation": {"post_words", "agency_words", "reopen_words"},
    "pickups.PickupSeries": {"contact_name", "contact_phone", "contact_address", "note"},
    "pickups.Pickup": {
        "contact_name",
        "contact_phone",
        "contact_address",
        "note",
        "sender_signature",
        "postman_signature",
        "witness",
    },
    "pickups.PickupAttempt": {"note"},
    "pickups.PickupPaper": {"name"},
    "pickups.ShortPaper": {"name"},
    "pickups.PaperCount": {"name"},
    "incidents.Incident": {"report", "note"},
    "incidents.Complaint": {"words", "answer"},
    "incidents.Compensation": {"above_basis"},
    "journey.Call": {"note"},
    "journey.Rating": {"comment"},
    "rollout.Acceptance": {"against_words", "reason"},
    "rollout.Obstacle": {"words", "answer", "reason"},
    "rollout.Readiness": {"reason"},
    "rollout.TaskReport": {"words", "verdict", "reason"},
    "rounds.Wish": {"address", "note"},
    "rounds.WithdrawnPaper": {"name"},
    "integrations.Partner": {"contact"},
    "integrations.EndpointSecret": {"secret"},
}
"""Every model with personal data or secrets, and the fields that are encrypted at rest."""

HINTS = ("name", "phone", "address", "email", "identity", "citizen", "birth", "receiver", "relation", "signature")
"""Words in a field's name that make one think of a person."""

OPEN = {
    "accounts.User.username": "what one signs in with",
    "accounts.User.email": "of the framework's user; never asked for and never shown",
    "accounts.User.full_name": "staff stand on papers with their name; they are no citizens",
    "pulse.Heartbeat.name": "of a periodic task",
    "ledger.Consumer.name": "of a reader of the feed",
    "registry.Unit.name": "of a province, district or commune",
    "registry.Unit.short_name": "of a province, district or commune",
    "registry.Office.name": "of an office",
    "registry.Office.address": "of an office",
    "registry.Office.phone": "of an office",
    "registry.CalendarDay.name": "of a holiday",
    "registry.Parameter.name": "of a setting",
    "registry.Procedure.name": "of a procedure",
    "registry.Procedure.result_name": "of a kind of paper",
    "registry.ProcedurePaper.name": "of a kind of paper",
    "registry.TariffZone.name": "of a zone",
    "registry.TariffZone.name_en": "of a zone",
    "registry.ProvinceZone.province_name": "of a province",
    "registry.Exemption.name": "of an exemption",
    "registry.Exemption.name_en": "of an exemption",
    "dossiers.Dossier.name_key": "a keyed hash to search by",
    "dossiers.Dossier.phone_key": "a keyed hash to search by",
    "dossiers.Dossier.phone_last4_key": "a keyed hash to search by",
    "custody.Proof.relation": "a code of a closed list",
    "dossiers.DossierPaper.name": "of a kind of paper",
    "dossiers.ImportJob.filename": "of the day's list, chosen by the officer and shown to the same office only",
    "integrations.Partner.name": "of an institution",
    "pickups.Pickup.phone_key": "a keyed hash to search by",
}
"""Plain fields whose names sound personal, each with why they are not."""

UNSCOPED = {
    "accounts.User": "people are named through posts; no list of them is served",
    "accounts.ApiToken": "found by digest only; nobody lists them",
    "accounts.EnrolmentCode": "found by digest only; nobody lists them",
    "accounts.PersonalDataRead": "written, and read by the auditor in the database alone",
    "accounts.SpentPermit": "keyed digests of limits",
    "pulse.Heartbeat": "technical",
    "ledger.Stream": "read through the room whose stream it is",
    "ledger.LegalEdge": "the same for everybody",
    "ledger.Line": "read through the case, which is scoped",
    "ledger.Consumer": "technical",
    "ledger.Checkpoint": "printed on papers for everybody to see",
    "documents.SigningKey": "public keys",
    "documents.RevokedReceipt": "identifiers only, public by purpose",
    "documents.Attachment": "read through the act whose document it is, which is scoped",
    "api.KeptAnswer": "found by the caller's own digest",
    "registry.Edition": "technical",
    "reports.Making": "work that is owed; the province alone sees how far it is",
    "reports.Verification": "part of a report, which is scoped",
    "mandates.MandateProcedure": "part of a mandate, which is scoped",
    "mandates.MandateSpan": "part of a mandate, which is scoped",
    "dossiers.DossierPaper": "part of a dossier, which is scoped",
    "dossiers.CaseOffice": "is itself what scopes",
    "dossiers.CodeSerial": "counters",
    "dossiers.NoticePaper": "part of a notice, which is scoped",
    "dossiers.NoticeSerial": "counters",
    "dossiers.ImportRow": "part of a list, which is scoped",
    "custody.DeliveryCode": "keyed hashes, held against what somebody types; never listed",
    "custody.ItemCodeRange": "counters",
    "cash.ReceiptSerial": "counters",
    "cash.ChargeCorrection": "part of a dossier, which is scoped",
    "cash.ReconciliationFigure": "part of a reconciliation, which is scoped",
    "cash.ReconciliationTick": "part of a reconciliation, which is scoped",
    "custody.ProofTry": "counters",
    "custody.BagItem": "part of a bag, which is scoped",
    "custody.Seal": "part of a bag, which is scoped",
    "custody.HandOverLine": "part of a hand-over, which is scoped",
    "custody.Receipt": "part of a hand-over, which is scoped",
    "pickups.PickupPaper": "part of a pickup, which is scoped",
    "pickups.PickupAttempt": "part of a pickup, which is scoped",
    "pickups.ShortPaper": "part of an intake, which is scoped",
    "rounds.Stop": "part of a round, which is scoped",
    "rounds.WithdrawnPaper": "part of an item of leg C, which is scoped",
    "measures.Tally": "sums by committee and day; nothing in it is about a case or a person",
    "integrations.PartnerKey": "found by digest only",
    "integrations.EndpointSecret": "part of an endpoint, which is scoped",
    "integrations.Notice": "asked for through the endpoints one may see",
    "integrations.CaseQueue": "technical",
    "integrations.Attempt": "part of a delivery, which is scoped",
}
"""Models without ``visible_to``, each with its reason."""

SHORT = {
    "cash.CashDay.on",
    "cash.Reconciliation.on",
    "cash.Taking.on",
    "accounts.PersonalDataRead.at",
    "integrations.Attempt.at",
    "integrations.Notice.at",
    "journey.Call.at",
    "measures.CaseFacts.late_from",
    "registry.UnitSuccession.on",
    "reports.Report.as_of",
    "reports.Report.known_to",
    "rollout.Ask.deadline",
    "rollout.Obstacle.since",
    "rollout.Target.deadline",
    "rounds.Hold.until",
    "rounds.Wish.on",
}
"""Instants and days that need no longer name."""


def height(label: str) -> int:
    """How high above the floor an app stands."""
    return house.LAYERS.index(label) + 1 if label in house.LAYERS else 0


def label(model: type[Model]) -> str:
    return model._meta.label


def test_the_test_knows_every_app_of_the_house() -> None:
    assert {model._meta.app_label for model in house.models()} <= {*house.LAYERS, *house.FLOOR}


def test_the_order_of_the_rooms_is_that_of_their_installation() -> None:
    places = [
        house.LAYERS.index(name) for name in dict.fromkeys(m._meta.app_label for m in house.models()) if height(name)
    ]
    assert all(lower < higher for lower, higher in pairwise(places))


def test_foreign_keys_point_down() -> None:
    told = [
        f"{label(model)}.{field.name} → {label(field.related_model)}"
        for model in house.models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and height(field.related_model._meta.app_label) > height(model._meta.app_label)
    ]
    assert not told


def test_the_floor_points_at_people_only() -> None:
    told = {
        label(field.related_model)
        for model in house.models()
        if height(model._meta.app_label) == 0
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label != model._meta.app_label
    }
    assert told <= {label(User), "auth.Group", "auth.Permission"}


def test_personal_data_is_sealed_where_the_table_says() -> None:
    sealed = {
        label(model): {field.name for field in model._meta.local_fields if isinstance(field, EncryptedTextField)}
        for model in house.models()
    }
    assert {name: fields for name, fields in sealed.items() if fields} == SEALED


def test_plain_text_that_sounds_personal_has_a_reason() -> None:
    told = {
        f"{label(model)}.{field.name}"
        for model in house.models()
        for field in model._meta.local_fields
        if isinstance(field, CharField | TextField | EmailField | JSONField)
        and not isinstance(field, EncryptedTextField)
        and any(hint in field.name for hint in HINTS)
    }
    assert told == set(OPEN), told ^ set(OPEN)


def test_rows_are_asked_for_on_somebody_s_behalf() -> None:
    without = {label(model) for model in house.models() if not hasattr(model._default_manager, "visible_to")}
    assert without == set(UNSCOPED), without ^ set(UNSCOPED)


def test_no_model_saves_or_deletes_in_its_own_way() -> None:
    own = {
        f"{label(model)}.{verb}"
        for model in house.models()
        for verb in ("save", "delete", "clean", "full_clean")
        if verb in vars(model)
    }
    assert own == {"ledger.Line.save", "ledger.Line.delete"}, "lines refuse both; nothing else is clever"


def test_instants_and_days_are_named_after_what_they_are() -> None:
    endings = {"DateTimeField": ("_at", "_until", "since"), "DateField": ("_on", "_from", "_to", "day")}
    told = {
        f"{label(model)}.{field.name}"
        for model in house.models()
        for field in model._meta.local_fields
        if not field.name.endswith(endings.get(field.get_internal_type(), ""))
    }
    assert told == SHORT | {"accounts.User.last_login", "accounts.User.date_joined"}, "the last two are the framework's"
