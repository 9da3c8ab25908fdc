"""A pass on a phone: every state in its words, the QR, and what a citizen may do."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.testclient import TestClient

from scheduler.db.models import Booking, Message, Slot
from scheduler.flow import asides, calls, counters, sweeps
from scheduler.flow.invitations import pass_of
from scheduler.flow.lobby import set_counter  # noqa: F401
from tests.conftest import Stopwatch
from tests.factories import NINE, World, at

FRAGMENT = {"HX-Request": "true"}
