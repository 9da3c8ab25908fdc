"""`python -I -S -B .../child FOLDERS SECONDS JOB ...`: one job on one file, which comes by standard input.

A line of JSON goes out by standard output, then the files it tells of, one after the other. What decodes files is C,
and files come from anybody: so all of it is loaded first, then the process is shut in, and only then a byte is read.
"""

import json
import os
import sys
from importlib import import_module

MEMORY = 1536 * 1024 * 1024
JOBS = {"picture": "drawing", "pdf": "pdf_pages", "screens": "for_screens", "codes": "qr_codes", "export": "exports"}


def main(seconds: str, job: str, *told: str) -> None:
    """Do a job and say what came of it; a broken file ends the process as it will. `confinement` says what this system
    cannot take away.
    """
    confinement = import_module("scheduler.pictures.child.confinement")
    answers = import_module("scheduler.pictures.child.answers")
    has_limits = confinement.limit(memory=MEMORY, seconds=int(seconds))
    work = import_module(f"scheduler.pictures.child.{JOBS[job]}").work if job in JOBS else None
    if has_limits:
        os.nice(5)
    lacking = confinement.confine()
    files: list[bytes] = []
    try:
        facts, files = work(sys.stdin.buffer.read(), *told) if work else ({"lacking": lacking}, [])
    except answers.Refused as refused:
        facts = {"refused": str(refused)}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")
    for content in files:
        sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.path.extend(sys.argv[1].split(os.pathsep))
    main(*sys.argv[2:])
