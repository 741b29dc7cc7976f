"""What a call brings along: the session, who acts, and values that are JSON, or text that may be JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opendata.errors import Invalid
from opendata.model import Actor

YES = ("true", "1", "yes", "on", "t", "y")
FAR = 2**62


@dataclass(frozen=True)
class Asked:
    session: Any
    """The unit of work, as `context.session` gives it."""
    actor: Actor
    data: Mapping[str, Any]

    def text(self, *names: str) -> str:
        """The first of these that is there; empty if none is."""
        found = next((self.data[name] for name in names if self.data.get(name) not in (None, "")), "")
        if isinstance(found, dict | list):
            raise _wrong(names[0])
        return str(found)

    def required(self, *names: str) -> str:
        found = self.text(*names)
        if not found:
            raise Invalid("fields_wrong", errors={names[0]: "field_missing"})
        return found

    def number(self, name: str, default: int, most: int = FAR) -> int:
        """What is beyond the greatest is the greatest, as CKAN has it."""
        text = self.text(name) or str(default)
        if not text.isdecimal() or len(text) > 18:
            raise Invalid("number_out_of_range", field=name, value=text, minimum=0, maximum=most)
        return min(int(text), most)

    def flag(self, name: str, default: bool = False) -> bool:
        return self.text(name).lower() in YES if self.data.get(name) not in (None, "") else default

    def words(self, name: str) -> list[str]:
        """A list, as JSON or with commas between."""
        found = self.json(name)
        if isinstance(found, str):
            return [part.strip() for part in found.split(",") if part.strip()]
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise _wrong(name)
        return found

    def words_of_queries(self) -> list[str]:
        """All that narrows a search: `fq`, which may be a list, and `fq_list`."""
        found = [self.json("fq"), self.json("fq_list")]
        return [str(one) for given in found for one in (given if isinstance(given, list) else [given]) if one]

    def json(self, name: str) -> Any:
        """An object or list that may have been sent as text; other text stays text, and nothing is an empty text."""
        given = self.data.get(name)
        if isinstance(given, str) and given.strip()[:1] in ("{", "["):
            try:
                return json.loads(given)
            except ValueError:
                raise _wrong(name) from None
        return "" if given is None else given


def _wrong(name: str) -> Invalid:
    return Invalid("fields_wrong", errors={name: "value_wrong_shape"})
