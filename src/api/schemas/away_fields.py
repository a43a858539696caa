"""The fields of an away text, which several bodies share."""

from pydantic import ConfigDict, Field

from api.schemas.body import JsonBody
from api.schemas.fields import Remark
from rotation.team.away_texts import AwayText


class AwayIn(JsonBody):
    """The away text while nobody answers; when you answer again follows by itself."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    en: Remark | None = Field(None, description="in English")
    fr: Remark | None = Field(None, description="in French")
    nl: Remark | None = Field(None, description="in Dutch")

    def away_text(self) -> AwayText:
        """Return the away text."""
        return AwayText(self.en, self.fr, self.nl)
