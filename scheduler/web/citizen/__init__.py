"""The citizen's pages: offices, applying from home, an invitation and its booking, the ticket and its doings."""

from scheduler.web.citizen.applying.application import (
    application,
    confirm_phone,
    keep_people,
    keep_phone_number,
    refused_application,
    send_application,
)
from scheduler.web.citizen.applying.beginning import apply_prepare, apply_situations, apply_topics, begin_application
from scheduler.web.citizen.applying.form_gate import FORM_FLOOR, FormGate
from scheduler.web.citizen.applying.owner import prove_phone
from scheduler.web.citizen.applying.pages_sent import (
    LARGE_BODIES,
    create_pages,
    delete_page,
    draw_pages,
    remove_page,
    show_page,
    show_small,
)
from scheduler.web.citizen.applying.piece_gate import PieceGate
from scheduler.web.citizen.applying.uploads import append, create_upload, delete_upload, look_at_upload
from scheduler.web.citizen.applying.withdrawal import ask_withdrawal, withdraw_application
from scheduler.web.citizen.booking.invitation import ask_paper, create_booking, invitation, renew
from scheduler.web.citizen.booking.ticket import (
    add_documents,
    calendar_entry,
    cancel_booking,
    change_slot,
    choose_again,
    go_home,
    join_visit,
    qr_picture,
    slot_choice,
    ticket,
)
from scheduler.web.citizen.booking.waitlist import (
    create_joining,
    create_wait,
    create_wait_of_ticket,
    end_wait,
    end_wait_of_ticket,
)
from scheduler.web.citizen.contact.offline import offline_script
from scheduler.web.citizen.contact.push import subscribe_phone, unsubscribe_phone
from scheduler.web.citizen.contact.this_device import clear_device, device_cleared, drop_ticket
from scheduler.web.citizen.contact.wrong_number import (
    ask_of_application,
    ask_of_invitation,
    ask_of_ticket,
    stop_of_application,
    stop_of_invitation,
    stop_of_ticket,
    stopped,
)
from scheduler.web.citizen.delivery.files import ask_files, end_files, files
from scheduler.web.citizen.delivery.handlers import ask_delivery, delivery_ways, end_delivery
from scheduler.web.citizen.offices.handlers import offices, public_office, request_link
from scheduler.web.citizen.privacy import notice
from scheduler.web.citizen.public.data import LASTS as DATA_LASTS
from scheduler.web.citizen.public.data import data_file, open_data
from scheduler.web.citizen.public.live_part import live_part
from scheduler.web.citizen.public.widget import widget
from scheduler.web.citizen.satisfaction import answer_survey, published, survey
from scheduler.web.citizen.shared.refusal_page import refused, refused_nowhere

__all__ = [
    "DATA_LASTS",
    "FORM_FLOOR",
    "LARGE_BODIES",
    "FormGate",
    "PieceGate",
    "add_documents",
    "answer_survey",
    "append",
    "application",
    "apply_prepare",
    "apply_situations",
    "apply_topics",
    "ask_delivery",
    "ask_files",
    "ask_of_application",
    "ask_of_invitation",
    "ask_of_ticket",
    "ask_paper",
    "ask_withdrawal",
    "begin_application",
    "calendar_entry",
    "cancel_booking",
    "change_slot",
    "choose_again",
    "clear_device",
    "confirm_phone",
    "create_booking",
    "create_joining",
    "create_pages",
    "create_upload",
    "create_wait",
    "create_wait_of_ticket",
    "data_file",
    "delete_page",
    "delete_upload",
    "delivery_ways",
    "device_cleared",
    "draw_pages",
    "drop_ticket",
    "end_delivery",
    "end_files",
    "end_wait",
    "end_wait_of_ticket",
    "files",
    "go_home",
    "invitation",
    "join_visit",
    "keep_people",
    "keep_phone_number",
    "live_part",
    "look_at_upload",
    "notice",
    "offices",
    "offline_script",
    "open_data",
    "prove_phone",
    "public_office",
    "published",
    "qr_picture",
    "refused",
    "refused_application",
    "refused_nowhere",
    "remove_page",
    "renew",
    "request_link",
    "send_application",
    "show_page",
    "show_small",
    "slot_choice",
    "stop_of_application",
    "stop_of_invitation",
    "stop_of_ticket",
    "stopped",
    "subscribe_phone",
    "survey",
    "ticket",
    "unsubscribe_phone",
    "widget",
    "withdraw_application",
]
