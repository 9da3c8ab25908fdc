"""Tables and their constraints. Storage only: input is parsed elsewhere, rules are in `domain`."""

from scheduler.db.models.alarms import AlarmRing, AlarmRule, Pulse
from scheduler.db.models.applying import (
    Application,
    ApplicationItem,
    ApplicationPage,
    FileShare,
    PhoneCode,
    Procedure,
    Requirement,
    Upload,
)
from scheduler.db.models.audit import DeedRow, Seal
from scheduler.db.models.base import SQLModel
from scheduler.db.models.blanks import Material, PrintingStop, StockEntry, Supply
from scheduler.db.models.booking import Booking, BookingDocument, FreedSeat, PlaceVisit, SeatHold, Slot, UrgentSeat
from scheduler.db.models.calendar import Closure, OpeningHours, TemporaryCapacity
from scheduler.db.models.channels import ChannelAccount, MessageText
from scheduler.db.models.core import Counted, Disclosure, KeptAnswer, Move, Undone
from scheduler.db.models.custody import Handover
from scheduler.db.models.delivery import Batch, BatchDocument, DeliveryRequest, FileRequest, Place, Transfer
from scheduler.db.models.documents import Document, DocumentWord, KnownPhone
from scheduler.db.models.figures import CountedDay, DayCount
from scheduler.db.models.forecasting import DayForecast, ForecastRun, OfficeHabits
from scheduler.db.models.hall import Call, Correction, OfficeBoard, OfficeDay, Ticket, ToldWait, TurnedAway
from scheduler.db.models.installation import BackupRun, Deployment, LookUpKey
from scheduler.db.models.intake import Intake, IntakeBatch, IntakeTurn
from scheduler.db.models.invitations import ClosedLink, Invitation, WaitlistEntry
from scheduler.db.models.messages import Attempt, Consent, Message, StoppedNumber
from scheduler.db.models.offices import Counter, CounterService, DocumentType, Office, Service, StartAddress
from scheduler.db.models.postponement import PostponedBooking, Postponement
from scheduler.db.models.roster import CounterRoster
from scheduler.db.models.satisfaction import RespondentCount, SatisfactionCount, SurveyMark
from scheduler.db.models.screens import (
    AlarmContact,
    Announcement,
    Device,
    DeviceTrial,
    MediaFile,
    Pairing,
    Push,
    PushSubscription,
    Screen,
)
from scheduler.db.models.staff import (
    Authenticator,
    Identity,
    JoinLink,
    Passkey,
    Person,
    RecoveryCode,
    Staff,
    StaffPlace,
    StaffSession,
    Token,
    TrustedBrowser,
)
from scheduler.db.models.talks import Conversation, ConversationLine, LinePicture, ReadyAnswer

metadata = SQLModel.metadata

__all__ = [
    "AlarmContact",
    "AlarmRing",
    "AlarmRule",
    "Announcement",
    "Application",
    "ApplicationItem",
    "ApplicationPage",
    "Attempt",
    "Authenticator",
    "BackupRun",
    "Batch",
    "BatchDocument",
    "Booking",
    "BookingDocument",
    "Call",
    "ChannelAccount",
    "ClosedLink",
    "Closure",
    "Consent",
    "Conversation",
    "ConversationLine",
    "Correction",
    "Counted",
    "CountedDay",
    "Counter",
    "CounterRoster",
    "CounterService",
    "DayCount",
    "DayForecast",
    "DeedRow",
    "DeliveryRequest",
    "Deployment",
    "Device",
    "DeviceTrial",
    "Disclosure",
    "Document",
    "DocumentType",
    "DocumentWord",
    "FileRequest",
    "FileShare",
    "ForecastRun",
    "FreedSeat",
    "Handover",
    "Identity",
    "Intake",
    "IntakeBatch",
    "IntakeTurn",
    "Invitation",
    "JoinLink",
    "KeptAnswer",
    "KnownPhone",
    "LinePicture",
    "LookUpKey",
    "Material",
    "MediaFile",
    "Message",
    "MessageText",
    "Move",
    "Office",
    "OfficeBoard",
    "OfficeDay",
    "OfficeHabits",
    "OpeningHours",
    "Pairing",
    "Passkey",
    "Person",
    "PhoneCode",
    "Place",
    "PlaceVisit",
    "PostponedBooking",
    "Postponement",
    "PrintingStop",
    "Procedure",
    "Pulse",
    "Push",
    "PushSubscription",
    "ReadyAnswer",
    "RecoveryCode",
    "Requirement",
    "RespondentCount",
    "SatisfactionCount",
    "Screen",
    "Seal",
    "SeatHold",
    "Service",
    "Slot",
    "Staff",
    "StaffPlace",
    "StaffSession",
    "StartAddress",
    "StockEntry",
    "StoppedNumber",
    "Supply",
    "SurveyMark",
    "TemporaryCapacity",
    "Ticket",
    "Token",
    "ToldWait",
    "Transfer",
    "TrustedBrowser",
    "TurnedAway",
    "Undone",
    "Upload",
    "UrgentSeat",
    "WaitlistEntry",
    "metadata",
]
