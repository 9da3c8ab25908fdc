"""The secret: whether it is a good one, how many there are, and whether a copy is known."""

from scheduler import keys
from scheduler.domain.refusals import N_
from scheduler.flow.upkeep.backups import last_backup
from scheduler.flow.upkeep.rotation.counting import counted
from scheduler.flow.upkeep.rotation.files import counted_files
from scheduler.flow.upkeep.rotation.values import UNKNOWN
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


def left(around: Around) -> Finding:
    """How much still needs an older secret: everything is counted, so the command alone asks."""
    if len(keys.given(around.settings)) < 2:
        return good(N_("Tidak ada kunci lama."))
    with around.session() as session:
        found = counted(session) + counted_files(around.settings.files)
    newest = keys.ring().ids[0]
    return judged_left(
        behind=sum(count for secret, count in found.items() if secret not in (newest, UNKNOWN)), lost=found[UNKNOWN]
    )


def judged_left(behind: int, lost: int) -> Finding:
    """behind: values and files that an older secret opens; lost: those that none opens which is given."""
    if lost:
        return broken(
            N_("{count} data dan berkas tidak bisa dibuka dengan kunci mana pun yang ada."),
            N_("Tambahkan kunci lamanya di belakang yang lain di GILIRAN_SECRET_KEY."),
            count=lost,
        )
    if behind:
        return look(
            N_("{count} data dan berkas masih disegel dengan kunci lama."),
            N_("Jalankan: giliran keys rotate"),
            count=behind,
        )
    return good(N_("Semua data sudah disegel dengan kunci terbaru; kunci lama boleh dihapus."))


def _is_backed_up(around: Around) -> bool:
    """Whether the secret is in the newest backup."""
    with around.session() as session:
        newest = last_backup(session).good
        return newest is not None and newest.with_secret


def copy(around: Around) -> Finding:
    """Whether the secret lies beside the database alone."""
    if around.settings.secret_key or around.is_new:
        return good(N_("Tidak ada kunci rahasia di samping data."))
    if around.reading is not None and _is_backed_up(around):
        return good(N_("Cadangan terakhir memuat kunci rahasia, tersegel dengan frasa sandi."))
    return look(
        N_("Kunci rahasia ada di {path}, dan tidak diketahui ada salinannya. Tanpa kunci ini semua nama hilang."),
        N_("Salin berkas itu ke tempat aman yang terpisah dari cadangan data."),
        path=keys.place_of(around.settings),
    )
