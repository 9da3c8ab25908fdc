"""Tables and their constraints. Storage only: input is parsed elsewhere, rules are in `domain`."""

from scheduler.db.models.access import Answer, Staff, StaffSession, Token
from scheduler.db.models.base import SQLModel
from scheduler.db.models.documents import Document, Invitation, StockEntry
from scheduler.db.models.lobby import Call, Correction, Move, OfficeDay, Ticket, ToldWait, TurnedAway
from scheduler.db.models.messages import (
    Attempt,
    ChannelAccount,
    Consent,
    Conversation,
    ConversationLine,
    Message,
    MessageText,
    ReadyAnswer,
    StoppedNumber,
)
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
from scheduler.db.models.screens import Announcement, MediaFile, Pairing, Push, PushSubscription, Screen
from scheduler.db.models.visits import Booking, Handover, Slot, Visit

metadata = SQLModel.metadata

__all__ = [
    "Announcement",
    "Answer",
    "Attempt",
    "Booking",
    "Call",
    "ChannelAccount",
    "Closure",
    "Consent",
    "Conversation",
    "ConversationLine",
    "Correction",
    "Counter",
    "CounterService",
    "Deployment",
    "Document",
    "DocumentType",
    "Handover",
    "Invitation",
    "MediaFile",
    "Message",
    "MessageText",
    "Move",
    "Office",
    "OfficeDay",
    "OpeningHours",
    "Pairing",
    "PostponedBooking",
    "Postponement",
    "Push",
    "PushSubscription",
    "ReadyAnswer",
    "Screen",
    "SeatHold",
    "Service",
    "Slot",
    "Staff",
    "StaffSession",
    "StockEntry",
    "StoppedNumber",
    "TemporaryCapacity",
    "Ticket",
    "Token",
    "ToldWait",
    "TurnedAway",
    "UrgentSeat",
    "Visit",
    "WaitlistEntry",
    "metadata",
]
