"""All refusals there are."""

import re

import pytest

from scheduler.domain.counter import CounterBusy
from scheduler.domain.refusals import N_, Refusal
from tests.support.refusals import all_refusals


def test_codes_are_unique_words():
    codes = [kind.code for kind in all_refusals()]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)


def test_sentences_are_safe_to_show(subtests: pytest.Subtests):
    for kind in all_refusals():
        with subtests.test(kind.__name__):
            assert kind.sentence.endswith(".")
            assert "!" not in kind.sentence
            assert 400 <= kind.status < 600


STATUSES = {
    401: "code_used code_wrong passkey_refused password_needed second_factor_needed sign_in_needed sign_in_wrong "
    "signature_wrong token_expired",
    403: "alarm_of_server backup_of_many cross_origin digits_too_few digits_wrong files_of_other_phones "
    "identity_unknown looks_only not_allowed phone_code_wrong phone_digits_needed phone_digits_wrong proof_needed "
    "proof_wrong provider_denied sign_in_in_the_open start_elsewhere",
    404: "alarm_over alarm_unknown announcement_unknown application_absent application_unknown backup_unknown "
    "batch_unknown channel_unknown closure_unknown contact_unknown conversation_unknown counter_number_unknown "
    "counter_unknown device_unknown document_unknown file_gone hours_unknown import_unknown invitation_unknown "
    "item_unknown join_link_unknown kelurahan_unknown material_unknown medium_unknown month_ahead month_before_office "
    "month_not_over not_in_batch not_published not_shown office_unknown page_unknown pairing_unknown pass_unknown "
    "passkey_unknown person_unknown phone_unknown picture_unknown place_unknown postponement_unknown "
    "procedure_unknown proposal_unknown provider_off ready_answer_unknown request_unknown results_unknown "
    "roster_unknown screen_unknown service_unknown session_unknown slot_unknown staff_unknown start_address_unknown "
    "stop_unknown supply_unknown survey_not_asked ticket_unknown token_unknown transfer_unknown unknown "
    "upload_unknown",
    405: "method_not_allowed",
    409: "already_booked already_closed already_here already_stopped another_open answer_window_closed "
    "answered_meanwhile application_answered application_changed application_held application_open application_sent "
    "application_under_way application_with_citizen asked_otherwise backup_under_way batch_empty batch_signed "
    "batch_taken batch_unsigned booked_elsewhere booked_here brought_back call_limit call_too_soon change_limit "
    "change_too_late changed_meanwhile channel_fixed checked_first code_first collector_not_allowed confirmed_already "
    "contact_named cooling_off counter_busy counter_closed counter_taken day_closed day_has_room day_not_offered "
    "decided_meanwhile device_name_taken document_differs document_nameless document_on_its_way document_under_way "
    "elsewhere file_asked file_asked_often files_too_large hall_emptied hall_has_people handed_over hours_needed "
    "identity_here identity_taken illegal_step import_over item_closed item_full item_settled items_lacking "
    "items_undecided last_manager last_way lines_unseen link_cannot_go list_changed lobby_full lost_there "
    "material_in_use missed_limit moved_since no_blank no_document_chosen no_open_counter no_printer no_room_to_add "
    "no_work_that_day nobody_waiting not_counted not_for_place not_from_office not_invited_yet not_on_a_shelf "
    "not_open_there not_ready not_under_way nothing_lacks nothing_printable nothing_ready nothing_to_add "
    "nothing_to_disclose nothing_to_fetch nothing_to_join nothing_to_send nothing_to_undo office_closed "
    "offset_differs old_card_missing on_batch_list on_break online_closed only_service out_with_batch page_missing "
    "paper_not_asked paper_number_taken paper_out party_too_large passkey_elsewhere passkeys_full phone_code_gone "
    "phone_first pictures_used place_closed place_name_taken place_shut police_letter_missing postponed "
    "postponement_over printer_unavailable proposal_over proposal_under_way proxy_limit reference_required "
    "reference_there refused refused_here request_answered request_open request_over request_under_way roster_exists "
    "screen_name_taken second_factor_off second_factor_on seen_too_long_ago service_at_work service_booked "
    "service_closed service_has_types set_up_elsewhere set_up_over several_people slot_closed slot_full "
    "slot_not_offered slot_past slot_too_soon staff_name_left start_incomplete still_in_queue supply_begun "
    "supply_over survey_answered survey_over survey_too_early taken_meanwhile talk_under_way test_paper too_early "
    "too_few_calls too_many_announcements too_many_answers too_many_contacts too_many_devices too_many_files "
    "too_many_media too_many_rosters transfer_over type_needed type_not_there undo_too_late urgent_full "
    "visit_under_way walk_ins_full way_not_offered works_elsewhere wrong_day zone_in_use",
    410: "application_withdrawn attempt_over invitation_expired join_link_expired join_link_used join_link_withdrawn "
    "search_forgotten show_again",
    413: "body_too_large export_too_large file_too_large medium_too_large",
    415: "wrong_media_type",
    422: "account_faulty address_needed answer_unexplained application_unready cards_out_of_range change_needed "
    "change_out_of_range change_unreadable clock_differs closure_not_ahead collector_unnamed counter_not_at_work "
    "counters_out_of_range email_needed export_empty export_missing export_refused file_empty file_foreign "
    "file_locked file_refused file_too_slow file_unchosen file_unreadable hidden_signs invalid key_reused "
    "letter_missing limit_out_of_range loss_unexplained medium_foreign month_unreadable needs_no_blank "
    "no_screen_chosen not_confirmed not_printable nothing_chosen outcome_unknown parcel_unnamed passkey_name_wrong "
    "password_common password_same password_short passwords_differ period_ahead period_backwards period_too_long "
    "period_unreadable phone_faulty phone_takes_no_code picture_foreign picture_unreadable piece_too_small "
    "place_needed procedure_faulty proxy_unnamed push_foreign ready_out_of_range reason_required reason_unknown "
    "recording_silent recording_too_long recording_unreadable season_shut service_not_served service_without_slots "
    "slot_minutes_out_of_range sought_too_little stretch_backwards stretches_overlap survey_has_gaps taker_needed "
    "text_faulty too_many_at_once too_many_pages type_retired type_unknown units_out_of_range visit_day_needed "
    "walk_ins_out_of_range wave_percent_out_of_range wish_unexplained",
    429: "code_paused sign_in_paused too_many_begun_from_here too_many_begun_today too_many_phone_codes "
    "too_many_tries too_much_from_here too_much_today tries_paused",
    502: "provider_clock provider_faulty",
    503: "crowded drawing_busy pdf_not_installed planner_busy provider_away unavailable uploads_busy uploads_paused",
    507: "disk_full",
}
"""What machines are told, by code: they rely on it, so that one that changes its status is a change to be told."""


def test_statuses_are_those_of_the_interface():
    by_status = {status: {kind.code for kind in all_refusals() if kind.status == status} for status in STATUSES}

    assert by_status == {status: set(codes.split()) for status, codes in STATUSES.items()}
    assert {kind.status for kind in all_refusals()} == set(STATUSES)


def test_refusal_carries_its_facts_and_its_code_as_text():
    refusal = CounterBusy(counter=2, ticket="A-012")

    assert refusal.facts == {"counter": 2, "ticket": "A-012"}
    assert str(refusal) == "counter_busy"


def test_code_is_the_name_unless_a_class_says_another():
    class TwoWordsLong(Refusal):
        pass

    class ByAnotherName(Refusal):
        code = "told_by_this"

    class OfItsOwnAgain(ByAnotherName):
        pass

    assert [kind.code for kind in (TwoWordsLong, ByAnotherName, OfItsOwnAgain)] == [
        "two_words_long",
        "told_by_this",
        "of_its_own_again",
    ]


def test_marking_a_text_leaves_it_as_it_is():
    assert N_("Loket") == "Loket"
