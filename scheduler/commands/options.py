"""Options that several commands have, and options that a command takes by name."""

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, TypeVar

import typer

Command = TypeVar("Command", bound=Callable[..., None])

WhichOffice = Annotated[str | None, typer.Option("--office", metavar="CODE", help="Not needed if there is only one.")]
ServiceOrAll = Annotated[str | None, typer.Option(metavar="LETTER", help="One service; the whole office if absent.")]
Yes = Annotated[bool, typer.Option("--yes", help="Apply it; otherwise it is only shown.")]


def with_options(options: Mapping[str, Any], *, before: str | None = None) -> Callable[[Command], Command]:
    """Options for what a command takes as `**`, each None where it is not said; last, or before one of its own."""

    def told(command: Command) -> Command:
        own = [each for each in signature(command).parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
        place = [each.name for each in own].index(before) if before else len(own)
        more = [
            Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=option)
            for name, option in options.items()
        ]
        command.__signature__ = Signature([*own[:place], *more, *own[place:]])  # type: ignore[attr-defined]
        return command

    return told
