"""All that can go wrong on purpose: a code and facts. No HTTP here, and no sentences: each door words them.

Error
├── NotFound        it does not exist, or this actor may not know that it does
├── NotAllowed      the actor may see it, but not do this
├── Invalid         what was sent cannot be used; facts say which field and why
│   └── TooLarge    it is bigger than a limit that is a setting
├── Conflict        it is valid, but not in the state that things are in now
├── Unreachable     another machine did not answer
└── Misconfigured   an operator's choice cannot work; found at the start
"""

from typing import Any


class Error(Exception):
    """A code (lower_snake_case, stable, worded in `locale`) and the facts that its sentence needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


class NotFound(Error):
    pass


class NotAllowed(Error):
    pass


class Invalid(Error):
    pass


class TooLarge(Invalid):
    pass


class Conflict(Error):
    pass


class Unreachable(Error):
    pass


class Misconfigured(Error):
    pass
