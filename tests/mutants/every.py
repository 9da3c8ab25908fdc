"""All faults, area by area: what each file of `faults` lists."""

from importlib import import_module
from pathlib import Path

from tests.mutants.fault import Fault

AREAS = sorted(path.stem for path in (Path(__file__).parent / "faults").glob("[a-z]*.py"))

FAULTS: list[Fault] = [fault for area in AREAS for fault in import_module(f"tests.mutants.faults.{area}").FAULTS]
