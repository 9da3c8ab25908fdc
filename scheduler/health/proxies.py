"""Whether who stands before the server is known to it."""

from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, good, look


def named(around: Around) -> Finding:
    """Whether a proxy came that nobody named, or none is named where there must be one."""
    told = around.settings
    if around.process is not None and around.process.strange_proxies:
        return look(
            N_("Proxy {addresses} tidak dikenal: semua yang datang lewat sana dihitung sebagai satu orang."),
            N_("Tambahkan alamatnya ke GILIRAN_TRUSTED_PROXIES, lalu jalankan lagi server."),
            addresses=", ".join(sorted(around.process.strange_proxies)),
        )
    if told.on_tls and not told.proxies:
        return look(
            N_("Alamat kantor memakai https, jadi ada proxy di depan server, tetapi tidak ada yang dipercaya."),
            N_("Isi GILIRAN_TRUSTED_PROXIES dengan alamat proxy, misalnya 127.0.0.1."),
        )
    if told.proxies:
        return good(N_("Proxy yang dipercaya: {addresses}."), addresses=", ".join(map(str, told.proxies)))
    return good(N_("Tidak ada proxy di depan server."))
