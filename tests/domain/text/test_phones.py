"""Phone numbers as people write them, as they are kept, and as they are shown."""

import pytest

from scheduler.domain.text.phones import from_digits, masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+6281234567890", "0812-****-7890"),
        ("+60123456789", "+601-****-6789"),
        ("+62812345", "****"),
        ("siti@example.id", "s***@example.id"),
        ("", "****"),
    ],
    ids=["here", "abroad", "short", "mail", "none"],
)
def test_address_is_shown_by_its_ends_alone(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize("written", ["081234567890", "6281234567890", "+62 812-3456-7890", "(0812) 3456.7890"])
def test_number_is_kept_with_its_country(written):
    assert from_digits(written) == "+6281234567890"


@pytest.mark.parametrize("written", ["", "08123", "0812x4567890", "0812345678901234567", "٠٨١٢٣٤٥٦٧٨٩٠", "a group"])
def test_what_is_no_number_is_none(written):
    assert from_digits(written) is None
