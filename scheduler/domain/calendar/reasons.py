"""Why offices are shut, in words that can be translated: holidays by their names, and what they usually write."""

from scheduler.domain.refusals import N_

HOLIDAYS = (
    N_("Hari Buruh Internasional"),
    N_("Hari Kemerdekaan Republik Indonesia"),
    N_("Hari Lahir Pancasila"),
    N_("Hari Pemilihan Kepala Daerah"),
    N_("Hari Pemilihan Umum"),
    N_("Hari Raya Idul Adha"),
    N_("Hari Raya Idul Fitri"),
    N_("Hari Raya Natal"),
    N_("Hari Raya Waisak"),
    N_("Hari Suci Nyepi"),
    N_("Hari kedua dari Hari Raya Idul Fitri"),
    N_("Isra Mikraj"),
    N_("Kebangkitan Yesus Kristus"),
    N_("Kenaikan Yesus Kristus"),
    N_("Maulid Nabi Muhammad"),
    N_("Tahun Baru Imlek"),
    N_("Tahun Baru Islam"),
    N_("Tahun Baru Masehi"),
    N_("Wafat Yesus Kristus"),
)
"""As the holidays of Indonesia are called where an office takes them over; more may follow a name."""
USUAL = (
    N_("alat perekaman sedang diservis"),
    N_("alat perekaman rusak"),
    N_("jaringan terputus"),
    N_("listrik padam"),
    N_("blangko habis"),
    N_("pelatihan petugas"),
    N_("rapat"),
    N_("upacara"),
    N_("renovasi kantor"),
)
A_HOLIDAY, JOINT_LEAVE = N_("hari libur"), N_("cuti bersama")
HOLIDAY_WORDS = ("hari raya", "hari libur", "hari besar", "libur", "tahun baru")
"""With which the name of a holiday begins that is not known here."""


def translatable(reason: str) -> str | None:
    """A text of the catalogue that says as much as a reason does; None for words that are an office's own."""
    said = reason.strip().rstrip(".").casefold()
    if said.startswith(JOINT_LEAVE):
        return JOINT_LEAVE
    known = next((name for name in HOLIDAYS if said.startswith(name.casefold())), None)
    usual = next((text for text in USUAL if said == text), None)
    return known or usual or (A_HOLIDAY if said.startswith(HOLIDAY_WORDS) else None)
