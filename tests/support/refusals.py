"""Every refusal there is, wherever in the domain it stands."""

import importlib
import pkgutil

from scheduler import domain
from scheduler.domain.refusals import Refusal

for each in pkgutil.walk_packages(domain.__path__, "scheduler.domain."):
    importlib.import_module(each.name)


def all_refusals(root: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """A refusal and those that are kinds of it; only those of the program, not what a test makes."""
    kinds = (kind for kind in root.__subclasses__() if kind.__module__.startswith("scheduler."))
    return [root, *(found for kind in kinds for found in all_refusals(kind))]
