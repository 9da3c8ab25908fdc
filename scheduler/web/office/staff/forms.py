"""Forms about staff, and what is wrong with them in words."""

from collections.abc import Mapping

from pydantic import Field

from scheduler.domain.refusals import N_
from scheduler.domain.staff.password_rules import refuse_weak
from scheduler.domain.staff.refusals import PasswordsDiffer
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.forms import Form
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Password
from scheduler.web.shared.told import ANY, told_by_fault

DONE: Mapping[str, str] = {
    "added": N_("Petugas ditambahkan."),
    "roles": N_("Peran diganti. Petugas itu harus masuk lagi."),
    "password": N_("Kata sandi dipasang. Semua sesinya berakhir."),
    "withdrawn": N_("Tautan undangan ditarik."),
    "sessions": N_("Semua sesinya berakhir."),
    "removed": N_("Petugas dinonaktifkan. Semua sesinya berakhir."),
    "returned": N_("Petugas diaktifkan lagi. Buatkan tautan undangan kalau belum punya kata sandi."),
    "locking": N_("Kunci otomatis tersimpan."),
}
HINTS: Mapping[str, str] = {
    "guard": N_("memindai di pintu dan mengelola nomor antrean di sana"),
    "clerk": N_("melayani di loket, dokumen, permohonan, dan percakapan"),
    "supervisor": N_("semua itu, dan ruang tunggu, kalender, layar, jenis dokumen"),
    "manager": N_("petugas, pengaturan, saluran pesan, lama penyimpanan"),
    "auditor": N_("melihat halaman kantor dan catatan, tidak mengubah apa pun"),
    "place": N_("membuat jadwal dan slip untuk warganya, mencatat kiriman; tidak melihat halaman kantor"),
}
"""Role -> what it is for."""
FAULTS: Mapping[tuple[str, str], str] = {
    ("name", "empty"): N_("Nama wajib diisi."),
    ("name", "too_long"): N_("Nama paling panjang 60 huruf."),
    ("name", "taken"): N_("Sudah ada petugas dengan nama itu. Pakai nama yang membedakan, misalnya dengan nama ayah."),
    ("roles", ANY): N_("Pilih paling sedikit satu peran."),
    ("places", "missing"): N_("Pilih kecamatan atau kelurahan tempat petugas itu bekerja."),
    ("places", "no_desk"): N_("Kantor pos dan kunjungan rumah tidak punya meja. Pilih kecamatan atau kelurahan."),
    ("lock_minutes", "0-240"): N_("Kunci otomatis antara 0 dan 240 menit."),
}


class SecretForm(NonceForm):
    """A new password, twice."""

    password: Password = Field(default="", repr=False)
    again: Password = Field(default="", repr=False)

    def good_password(self, staff: SignedIn, name: str) -> str:
        """The password that was typed. staff: at whose office; name: whose it will be.

        Raises PasswordsDiffer, PasswordShort, PasswordCommon.
        """
        if self.password != self.again:
            raise PasswordsDiffer
        refuse_weak(self.password, names=(name, staff.office.name, staff.office.code))
        return self.password


class NewForm(SecretForm):
    """Somebody new; without a password they cannot sign in yet."""

    name: Line = ""
    roles: list[Line] = Field(default_factory=list)
    places: list[Number] = Field(default_factory=list)


class RolesForm(NonceForm):
    """places: the ids of those for which somebody works who has the role for it; of others they mean nothing."""

    roles: list[Line] = Field(default_factory=list)
    places: list[Number] = Field(default_factory=list)


class LockForm(NonceForm):
    lock_minutes: Number


class Typed(Form):
    """What stands in the form for somebody new."""

    name: str = ""
    roles: list[str] = Field(default_factory=lambda: ["clerk"])
    places: list[int] = Field(default_factory=list)


told = told_by_fault(FAULTS)
"""What is wrong, as exactly as it is known."""
