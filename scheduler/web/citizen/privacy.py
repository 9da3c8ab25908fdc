"""The page that tells people what their office keeps of them, why, for how long, and what they may ask.

It is true to what the office has set: its rules of keeping, and by which channels it writes.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.privacy.keeping import RULES, Kind
from scheduler.domain.refusals import N_
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.access import office_of_path

KEPT: Mapping[Kind, str] = {
    Kind.DOCUMENTS: N_("Nama, NIK, telepon, dan catatan pada dokumen, sejak dokumen diserahkan atau dicabut"),
    Kind.VISITS: N_("Jadwal kunjungan dan nomor antrean, sejak kunjungan selesai"),
    Kind.TALKS: N_("Percakapan dengan kantor, sejak ditulis"),
    Kind.MESSAGES: N_("Catatan pesan yang kami kirim"),
    Kind.DISCLOSURES: N_("Catatan petugas mana yang melihat data Anda"),
    Kind.FILES: N_("Foto berkas dan alamat kirim, sejak permohonan diterima lengkap atau selesai"),
    Kind.DRAFTS: N_("Permohonan yang belum dikirim, sejak terakhir Anda buka"),
    Kind.MOVES: N_("Riwayat langkah dokumen, tanpa nama"),
}
"""What concerns citizens, in their words."""


async def notice(request: Request) -> Response:
    """The page of one office."""
    office = await office_of_path(request)
    kept = [(text, getattr(office, RULES[kind].setting)) for kind, text in KEPT.items()]
    return render(
        request,
        "citizen/privacy.html",
        about=office,
        office=office,
        kept=kept,
        sends=bool(office.ladder),
        here=request.url.path,
    )
