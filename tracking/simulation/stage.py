"""What the acts of the story share: the world, the story, made-up documents, and the districts' offices."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime

from delegation.registry.models import Procedure, Unit
from postal_services.accounts.actors import Actor, Role
from postal_services.documents import attachments
from postal_services.documents.models import Attachment
from postal_services.documents.sheet import BODY, Sheet
from tracking.rollout.steps import Aim

from .days import at
from .story import Act, Story, Tale
from .world import World

_A4 = (595.3, 841.9)
_WORDS = (
    "VĂN BẢN MÔ PHỎNG",
    (
        "Tệp này đứng thay cho một văn bản mà câu chuyện mô phỏng cần đến. Không cơ quan nào ban hành nó, và không "
        "việc nào ghi trong đó đã xảy ra."
    ),
    (
        "SIMULATED DOCUMENT. It stands in for a document that the simulated story needs. Nobody issued it, and nothing "
        "it stands for has happened."
    ),
)


@dataclass(slots=True)
class Stage:
    """Everything a chapter needs to do its act."""

    world: World
    story: Story
    _documents: dict[str, Attachment] = field(default_factory=dict)

    def officer(self, act: Act) -> Actor:
        """The officer of the district's one-stop desk on the day of the act."""
        return self.world.staff.of(self.tale(act).committee, Role.OFFICER, act.on)

    def supervisor(self, act: Act) -> Actor:
        """The supervisor of the district's post office on the day of the act."""
        return self.world.staff.of(self.tale(act).post_office, Role.SUPERVISOR, act.on)

    @property
    def province(self) -> Actor:
        """The officer of the province."""
        return self.world.staff.province

    def tale(self, act: Act) -> Tale:
        """The district the act is about."""
        return self.story.tales[act.unit]

    def aim(self, act: Act) -> Aim:
        """The target of the story's own item that the act is about."""
        return Aim(self.story.directive, self.story.ask, act.unit)

    def moment(self, act: Act) -> datetime:
        """When the act happens; acts planned before office hours happen when the doors open."""
        hour, minute = divmod(max(act.minute, 7 * 60), 60)
        return at(act.on, hour, minute)

    def document(self, kind: str) -> Attachment:
        """A file that says what it stands for; one for each kind and run."""
        if kind not in self._documents:
            out = io.BytesIO()
            with Sheet(out, _A4, _WORDS[0]) as sheet:
                top = 60.0
                for words in (*_WORDS, kind):
                    top = sheet.block(56, top, 480, words, BODY) + 14
            out.seek(0)
            out.name = f"{kind} (mô phỏng).pdf"
            self._documents[kind] = attachments.take(out)
        return self._documents[kind]

    def procedures(self, day: date) -> dict[str, int]:
        """What the post may carry on ``day``, with the working days each takes by the rules."""
        rows = Procedure.objects.filter(active=True, postal_from__lte=day).order_by("code")
        return dict(rows.values_list("code", "working_days"))

    def communes(self, act: Act) -> list[Unit]:
        """The communes of the district on the day of the act, by code."""
        rows = Unit.objects.communes().valid_on(act.on).filter(parent__code=act.unit)
        return list(rows.order_by("code"))
