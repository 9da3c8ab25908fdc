"""Tables and their constraints. Storage only: input is parsed elsewhere, rules are in `domain`."""

from scheduler.db.models.access import Answer, Counted, Staff, StaffSession, Token
from scheduler.db.models.applications import (
    Application,
    ApplicationItem,
    ApplicationPage,
    FileShare,
    PhoneCode,
    Procedure,
    Requirement,
    Upload,
)
from scheduler.db.models.base import SQLModel
from scheduler.db.models.blanks import Material, PrintingStop, StockEntry, Supply
from scheduler.db.models.documents import Document, Invitation
from scheduler.db.models.finding import Disclosure, DocumentWord
from scheduler.db.models.lobby import Call, Correction, Move, OfficeDay, Ticket, ToldWait, TurnedAway
from scheduler.db.models.messages import (
    Attempt,
    ChannelAccount,
    Consent,
    Conversation,
    ConversationLine,
    LinePicture,
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
from scheduler.db.models.partners import Batch, BatchDocument, Place
from scheduler.db.models.screens import Announcement, MediaFile, Pairing, Push, PushSubscription, Screen
from scheduler.db.models.secrets import LookUpKey
from scheduler.db.models.visits import Booking, Handover, Slot, Visit

metadata = SQLModel.metadata

__all__ = [
    "Announcement",
    "Answer",
    "Application",
    "ApplicationItem",
    "ApplicationPage",
    "Attempt",
    "Batch",
    "BatchDocument",
    "Booking",
    "Call",
    "ChannelAccount",
    "Closure",
    "Consent",
    "Conversation",
    "ConversationLine",
    "Correction",
    "Counted",
    "Counter",
    "CounterService",
    "Deployment",
    "Disclosure",
    "Document",
    "DocumentType",
    "DocumentWord",
    "FileShare",
    "Handover",
    "Invitation",
    "LinePicture",
    "LookUpKey",
    "Material",
    "MediaFile",
    "Message",
    "MessageText",
    "Move",
    "Office",
    "OfficeDay",
    "OpeningHours",
    "Pairing",
    "PhoneCode",
    "Place",
    "PostponedBooking",
    "Postponement",
    "PrintingStop",
    "Procedure",
    "Push",
    "PushSubscription",
    "ReadyAnswer",
    "Requirement",
    "Screen",
    "SeatHold",
    "Service",
    "Slot",
    "Staff",
    "StaffSession",
    "StockEntry",
    "StoppedNumber",
    "Supply",
    "TemporaryCapacity",
    "Ticket",
    "Token",
    "ToldWait",
    "TurnedAway",
    "Upload",
    "UrgentSeat",
    "Visit",
    "WaitlistEntry",
    "metadata",
]
