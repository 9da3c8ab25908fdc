"""The secret: whether it is a good one, how many there are, and whether a copy is known."""

from scheduler import keys
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look


def strength(around: Around) -> Finding:
    """Whether a secret could be found by trying."""
    given = keys.given(around.settings)
    if not given and around.is_new:
        return good(N_("Kunci rahasia dibuat sendiri saat server pertama kali dijalankan."))
    if not given:
        return broken(
            N_("Kunci rahasia data ini tidak ada."),
            N_("Kembalikan kunci dari salinannya; tanpa kunci itu data tidak bisa dibaca."),
        )
    if any(map(keys.is_weak, given)):
        return look(
            N_("Kunci rahasia terlalu mudah ditebak."),
            N_("Buat yang baru (openssl rand -base64 32), taruh di depan yang lama, lalu: giliran keys rotate"),
        )
    return good(N_("Kunci rahasia cukup kuat."))


def older(around: Around) -> Finding:
    """Whether older secrets are listed still."""
    count = len(keys.given(around.settings))
    if not count:
        return good(N_("Tidak ada kunci lama."))
    if count > 1:
        return look(
            N_("Ada {count} kunci rahasia: yang lama masih dipakai sampai semua data disegel ulang."),
            N_("Jalankan: giliran keys rotate, lalu giliran keys status; setelah itu hapus kunci lama."),
            count=count,
        )
    return good(N_("Hanya ada satu kunci rahasia."))


def copy(around: Around) -> Finding:
    """Whether the secret lies beside the database alone."""
    if around.settings.secret_key or around.is_new:
        return good(N_("Tidak ada kunci rahasia di samping data."))
    return look(
        N_("Kunci rahasia ada di {path}, dan tidak diketahui ada salinannya. Tanpa kunci ini semua nama hilang."),
        N_("Salin berkas itu ke tempat aman yang terpisah dari cadangan data."),
        path=keys.place(around.settings),
    )
