"""Every refusal there is, wherever in the domain it stands."""

import importlib
import pkgutil

from scheduler import domain
from scheduler.domain.errors import Refusal

PARTS = [
    importlib.import_module(f"scheduler.domain.{each.name}")
    for each in pkgutil.iter_modules(domain.__path__)
    if each.name.endswith("_errors")
]
"""Refusals of one part of the program each."""


def all_refusals(root: type[Refusal] = Refusal) -> list[type[Refusal]]:
    return [root, *(found for kind in root.__subclasses__() for found in all_refusals(kind))]
