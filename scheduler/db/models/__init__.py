"""Tables and their constraints. Storage only: input is parsed elsewhere, rules are in `domain`."""

from scheduler.db.models.access import Answer, Staff, StaffSession, Token
from scheduler.db.models.base import SQLModel
from scheduler.db.models.documents import Document, Invitation, Message, StoppedNumber
from scheduler.db.models.lobby import Call, Correction, Move, OfficeDay, Ticket
from scheduler.db.models.moving import PostponedBooking, Postponement, SeatHold, UrgentSeat, WaitlistEntry
from scheduler.db.models.offices import (
    Closure,
    Counter,
    CounterService,
    Deployment,
    DocumentType,
    Office,
    OpeningHours,
    Service,
    TemporaryCapacity,
)
from scheduler.db.models.visits import Booking, Handover, Slot, Visit

metadata = SQLModel.metadata

__all__ = [
    "Answer",
    "Booking",
    "Call",
    "Closure",
    "Correction",
    "Counter",
    "CounterService",
    "Deployment",
    "Document",
    "DocumentType",
    "Handover",
    "Invitation",
    "Message",
    "Move",
    "Office",
    "OfficeDay",
    "OpeningHours",
    "PostponedBooking",
    "Postponement",
    "SeatHold",
    "Service",
    "Slot",
    "Staff",
    "StaffSession",
    "StoppedNumber",
    "TemporaryCapacity",
    "Ticket",
    "Token",
    "UrgentSeat",
    "Visit",
    "WaitlistEntry",
    "metadata",
]
