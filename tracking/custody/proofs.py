"""Judging and keeping proof of delivery; shared by scans and by the postman's round.

The order of a command: ``load`` what the proofs have to be held against (one statement, none when nothing is to be
checked), ``judge`` each before its line is made, give the line the judgement's ``facts`` and ``flags``, ``count`` what
was answered wrongly, and ``save`` once the lines stand. The caller holds the locks of the cases, so that wrong tries
are counted one after the other.

A command that refuses by raising loses what it counted together with its transaction: it calls ``keep_tries`` after
the rollback. Answering with a refusal instead of raising it, as scans do, is stricter: tries then never escape.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import connection, transaction

from delegation.dossiers.applicants import last4_key
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import keyed_hash, keyring
from postal_services.documents.tokens import find_token
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.statements import prepared_cursor

from .models import DeliveryCode
from .models import Proof as Row
from .proof_reading import Proof, read_proof
from .refusals import CodeExpired, ProofLocked, ProofWrong, SlipWrong
from .relations import METHODS, NO_METHOD

__all__ = ["Checked", "Checks", "Proof", "Taken", "code_key", "digest_of", "keep_tries", "load", "read_proof", "save"]

MOST_WRONG: Final = 5
"""Wrong answers that a one-time code, and an item in a day, take."""
CODE_DIGITS: Final = 6
_CODE: Final = re.compile(r"[0-9]{6}")
_ENDING: Final = re.compile(r"[0-9]{4}")
_FLAGS: Final = {
    "basis_needed": "basis_missing",
    "code_expired": "proof_wrong",
    "proof_locked": "proof_wrong",
    "slip_wrong": "proof_wrong",
}


class About(Protocol):
    """The item that a proof is for; ``moves.Held`` is one."""

    @property
    def id(self) -> UUID: ...
    @property
    def token(self) -> str: ...
    @property
    def case_row(self) -> tuple[Any, ...]: ...


@dataclass(slots=True)
class _Known:
    """What one item's proofs are held against; the tries go up as wrong answers come."""

    ending_key: str
    code_id: UUID | None = None
    code_key: str = ""
    tries: int = 0
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    used_at: datetime | None = None
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A proof that was judged.

    ``refusal`` is what a delivery happening now is refused with, whoever reports it; ``proof.doubt`` what a person is
    asked to put right; ``flags`` are for the line of one that is recorded;
    ``facts`` go to the line's data: a salted digest and codes, never a name.
    """

    proof: Proof
    is_checked: bool
    refusal: Refused | None
    flags: tuple[str, ...]
    facts: dict[str, Any]
    salt: str
    digest: str
    wrong: str = ""
    """The method that was answered wrongly and has to be counted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A judged proof whose line stands: ``seq`` is its number in the case."""

    item: UUID
    checked: Checked
    seq: int
    at: datetime
    office: str
    scan: UUID | None = None


@dataclass(slots=True)
class Checks:
    """Judges the proofs of one transaction."""

    now: datetime
    known: dict[UUID, _Known] = field(default_factory=dict)
    wrong_codes: Counter[UUID] = field(default_factory=Counter)
    wrong_days: Counter[tuple[UUID, date]] = field(default_factory=Counter)
    used: set[UUID] = field(default_factory=set)

    def judge(self, about: About, proof: Proof, at: datetime) -> Checked:
        """Hold one proof against what is known of its item; ``at`` is when it was delivered. Writes nothing."""
        refusal, wrong = self._answer(about, proof, at)
        is_checked = proof.method != NO_METHOD and refusal is None
        flags = [_FLAGS.get(each.code, each.code) for each in (proof.problem, proof.doubt, refusal) if each]
        if proof.says_nothing:
            flags.append("proof_missing")
        elif not is_checked or proof.signed == "no" or not (proof.receiver and proof.relation):
            flags.append("proof_weak")
        salt = secrets.token_hex(16)
        digest = _digest(salt, proof, is_checked=is_checked)
        facts: dict[str, Any] = {
            "proof": digest,
            "relation": proof.relation,
            "method": proof.method,
            "checked": is_checked,
            "signed": proof.signed,
        }
        if proof.basis:
            facts["basis"] = proof.basis
        if proof.identity_seen:
            facts["identity_seen"] = True
        return Checked(
            proof, is_checked, proof.problem or refusal, tuple(dict.fromkeys(flags)), facts, salt, digest, wrong
        )

    def count(self, about: About, checked: Checked) -> None:
        """Note the wrong answer of a judged proof, and that a right one-time code is used up from here on."""
        known = self.known.get(about.id)
        if known is None:
            return
        if checked.wrong == "code" and known.code_id:
            known.tries += 1
            self.wrong_codes[known.code_id] += 1
        elif checked.wrong:
            known.wrong += 1
            self.wrong_days[about.id, clock.day_of(self.now)] += 1
        elif checked.is_checked and checked.proof.method == "code" and known.code_id:
            known.used_at = self.now
            self.used.add(known.code_id)

    def _answer(self, about: About, proof: Proof, at: datetime) -> tuple[Refused | None, str]:
        """Why the given code does not hold, and the method to count a try under; nothing when it holds or is none."""
        if proof.method == "receipt":
            return (None if find_token(proof.value) == about.token else SlipWrong()), ""
        known = self.known.get(about.id)
        if proof.method == NO_METHOD or known is None:
            return None, ""
        if proof.method == "code":
            return _judge_code(about, proof.value, known, at)
        return _judge_ending(about, proof.value, known)


def _judge_code(about: About, value: str, known: _Known, at: datetime) -> tuple[Refused | None, str]:
    given = "".join(value.split())
    if known.code_id is None or known.used_at or known.issued_at is None or known.expires_at is None:
        return CodeExpired(), ""
    if not known.issued_at <= at < known.expires_at:
        return CodeExpired(), ""
    if known.tries >= MOST_WRONG:
        return ProofLocked(limit=MOST_WRONG), ""
    if _CODE.fullmatch(given) and hmac.compare_digest(code_key(about.id, given), known.code_key):
        return None, ""
    return _wrong("code", MOST_WRONG - known.tries, is_counted=bool(_CODE.fullmatch(given)))


def _judge_ending(about: About, value: str, known: _Known) -> tuple[Refused | None, str]:
    given = "".join(value.split())
    if known.wrong >= MOST_WRONG:
        return ProofLocked(limit=MOST_WRONG), ""
    right = last4_key(str(about.case_row[0]), given) if _ENDING.fullmatch(given) else ""
    if right and hmac.compare_digest(right, known.ending_key):
        return None, ""
    return _wrong("last4", MOST_WRONG - known.wrong, is_counted=bool(right))


def _wrong(method: str, left: int, *, is_counted: bool) -> tuple[Refused, str]:
    """A code that does not have its form was never meant, so it takes no try."""
    return ProofWrong(what=METHODS[method][0], left=left - is_counted), method if is_counted else ""


_LOAD = """
SELECT i.id, d.phone_last4_key, c.id, c.key, c.tries, c.issued_at, c.expires_at, c.used_at, coalesce(t.wrong, 0)
  FROM custody_item i
  JOIN dossiers_dossier d ON d.id = i.dossier_id
  LEFT JOIN LATERAL (
       SELECT * FROM custody_deliverycode WHERE item_id = i.id ORDER BY issued_at DESC, id DESC LIMIT 1) c ON true
  LEFT JOIN custody_prooftry t ON t.item_id = i.id AND t.day = %s
 WHERE i.id = ANY(%s)
"""


def load(asked: Iterable[tuple[UUID, Proof]], *, now: datetime) -> Checks:
    """What the proofs of these items are held against; one statement, none when nothing needs the database."""
    items = sorted({item for item, proof in asked if proof.method in ("code", "last4")})
    checks = Checks(now)
    if items:
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [clock.day_of(now), items])
            checks.known = {row[0]: _Known(row[1], row[2], row[3] or "", row[4] or 0, *row[5:]) for row in cursor}
    return checks


PROOF_ROWS = """
INSERT INTO custody_proof (id, item_id, seq, scan, receiver_name, relation, basis, document, signature, witness, method,
                           is_checked, digest, salt, taken_at, office_id, taken_by_id)
SELECT n.*, %s::uuid
  FROM unnest(%b::uuid[], %b::uuid[], %b::int[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[],
              %b::text[], %b::text[], %b::text[], %b::bool[], %b::text[], %b::text[], %b::timestamptz[], %b::text[])
    AS n(id, item, seq, scan, receiver, relation, basis, document, signature, witness, method, checked, digest, salt,
         at, office)
"""


def proof_row_params(taken: Sequence[Taken], *, actor: Actor) -> list[Any]:
    """The parameters of ``PROOF_ROWS``; at least one proof is needed."""
    columns = zip(*(_row(each) for each in taken), strict=True)
    return [actor.user_id, *(list(column) for column in columns)]


def save(checks: Checks, taken: Sequence[Taken], *, actor: Actor) -> None:
    """Keep the proofs of lines that stand, and what was counted; at most four statements, none without either.

    A proof that is one text has no facts of its own to keep; the text stands beside the scan.
    """
    rows = [each for each in taken if not each.checked.proof.text]
    if rows:
        with prepared_cursor() as cursor:
            cursor.execute(PROOF_ROWS, proof_row_params(rows, actor=actor))
    save_counts(checks)


def save_counts(checks: Checks) -> None:
    """Keep used codes and wrong answers; a statement for each kind that there is."""
    if checks.used:
        DeliveryCode.objects.filter(pk__in=checks.used).update(used_at=checks.now)
    _write_tries(checks)


@transaction.atomic(durable=True)
def keep_tries(checks: Checks) -> None:
    """Keep what was answered wrongly after the command that judged it has been rolled back."""
    _write_tries(checks)


def _write_tries(checks: Checks) -> None:
    if not checks.wrong_codes and not checks.wrong_days:
        return
    with connection.cursor() as cursor:
        if checks.wrong_codes:
            cursor.execute(
                "UPDATE custody_deliverycode c SET tries = c.tries + n.wrong"
                " FROM unnest(%s::uuid[], %s::int[]) AS n(id, wrong) WHERE c.id = n.id",
                [list(checks.wrong_codes), list(checks.wrong_codes.values())],
            )
        if checks.wrong_days:
            items, days = zip(*checks.wrong_days, strict=True)
            cursor.execute(
                "INSERT INTO custody_prooftry AS t (id, item_id, day, wrong)"
                " SELECT gen_random_uuid(), n.item, n.day, n.wrong"
                " FROM unnest(%s::uuid[], %s::date[], %s::int[]) AS n(item, day, wrong)"
                " ON CONFLICT (item_id, day) DO UPDATE SET wrong = t.wrong + excluded.wrong",
                [list(items), list(days), list(checks.wrong_days.values())],
            )


def code_key(item: UUID, code: str) -> str:
    """The keyed hash of a one-time code, bound to its item."""
    return keyed_hash(f"{item}:{code}", "delivery_code")


def digest_of(row: Row) -> str:
    """The digest computed anew from what is kept; that of the ledger's line as long as nothing was emptied."""
    proof = Proof(
        receiver=row.receiver_name,
        relation=row.relation,
        basis=row.basis,
        document=row.document,
        signature=base64.b64decode(row.signature) if row.signature else None,
        witness=row.witness,
        method=row.method,
    )
    return _digest(row.salt, proof, is_checked=row.is_checked)


def _digest(salt: str, proof: Proof, *, is_checked: bool) -> str:
    """SHA-256 (hexadecimal) of the facts under a random salt: names cannot be tried out against it without the salt."""
    drawn = hashlib.sha256(proof.signature).hexdigest() if proof.signature else ""
    parts = (
        *(salt, proof.receiver, proof.relation, proof.basis, proof.document),
        *(drawn, proof.witness, proof.method, is_checked),
    )
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _row(taken: Taken) -> tuple[Any, ...]:
    checked, proof = taken.checked, taken.checked.proof
    drawn = base64.b64encode(proof.signature).decode() if proof.signature else ""
    return (
        uuid7(),
        taken.item,
        taken.seq,
        taken.scan,
        _sealed(proof.receiver),
        proof.relation,
        proof.basis,
        _sealed(proof.document),
        _sealed(drawn),
        _sealed(proof.witness),
        proof.method,
        checked.is_checked,
        checked.digest,
        checked.salt,
        taken.at,
        taken.office,
    )


def _sealed(text: str) -> str:
    return keyring().seal(text) if text else ""
