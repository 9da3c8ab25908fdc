"""The database: whether it reads and writes, is whole, of the right version, and has connections enough."""

from sqlalchemy import text

from scheduler.db.engine.migrations import HEAD
from scheduler.db.engine.preflight import name_of
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

OLDEST = 14
"""The oldest PostgreSQL that its makers still mend, and that this program is tried with."""
OF_A_PROCESS = 12
"""Connections that a process holds at most."""
SPARE = 5
"""Connections that PostgreSQL keeps for its administrators, and for commands."""

_SERVER = text(
    "SELECT current_setting('server_version_num') AS version, current_setting('server_version') AS name,"
    " current_setting('server_encoding') AS encoding, current_setting('max_connections') AS most"
)


def reads(around: Around) -> Finding:
    """Whether the database can be read."""
    if around.unfit:
        return broken(
            N_("Data tidak bisa dibuka: {why}"), N_("Perbaiki yang disebut, lalu periksa lagi."), why=around.unfit
        )
    if around.version is None:
        return look(N_("Data belum ada."), N_("Jalankan server sekali (giliran serve): data dibuat sendiri."))
    if around.reading is not None:
        with around.session() as session:
            session.connection().execute(text("SELECT 1"))
    return good(N_("Data di {name} bisa dibaca."), name=name_of(around.settings))


def writes(around: Around) -> Finding:
    """Whether it takes what is written."""
    if around.is_written is None:
        return good(N_("Menulis ke data tidak dicoba."))
    if around.is_written:
        return good(N_("Data bisa ditulisi."))
    return broken(
        N_("Data tidak bisa ditulisi: tidak ada yang tersimpan sekarang."),
        N_("Periksa apakah disk penuh, dan apakah pengguna server boleh menulis ke sana; lalu jalankan lagi server."),
    )


def version(around: Around) -> Finding:
    """Whether the tables are those of this program."""
    if around.version is None:
        return good(N_("Program ini memakai susunan data {version}."), version=HEAD)
    if around.version == HEAD:
        return good(N_("Susunan data cocok dengan program ({version})."), version=HEAD)
    if around.version < HEAD:
        return look(
            N_("Susunan data masih {version}, program ini memakai {head}."),
            N_("Jalankan lagi server: data ditingkatkan sendiri, dan disalin lebih dulu."),
            version=around.version,
            head=HEAD,
        )
    return broken(
        N_("Susunan data {version} dibuat program yang lebih baru dari ini ({head})."),
        N_("Pasang giliran yang lebih baru."),
        version=around.version,
        head=HEAD,
    )


def wholeness(around: Around) -> Finding:
    """Whether a SQLite file is whole: all of it is read, so the command alone asks."""
    with around.session() as session:
        said = str(session.connection().exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if said == "ok":
        return good(N_("Berkas data utuh."))
    return broken(
        N_("Berkas data rusak: {said}"),
        N_("Hentikan server, simpan berkas ini di tempat lain, dan kembalikan cadangan terakhir."),
        said=said.splitlines()[-1],
    )


def server(around: Around) -> Finding:
    """Which PostgreSQL it is, and in which letters it keeps text."""
    with around.session() as session:
        row = session.connection().execute(_SERVER).one()
    return judged_server(int(row.version), row.name, row.encoding)


def judged_server(number: int, name: str, encoding: str) -> Finding:
    """number: as PostgreSQL counts its versions, 180001 for 18.1."""
    if encoding != "UTF8":
        return broken(
            N_("PostgreSQL menyimpan huruf sebagai {encoding}: tidak semua nama bisa ditulis."),
            N_("Buat data baru dengan ENCODING 'UTF8' TEMPLATE template0, dan pindahkan isinya."),
            encoding=encoding,
        )
    if number // 10_000 < OLDEST:
        return look(
            N_("PostgreSQL {version} tidak dirawat lagi oleh pembuatnya."),
            N_("Tingkatkan ke PostgreSQL {oldest} atau yang lebih baru."),
            version=name,
            oldest=OLDEST,
        )
    return good(N_("PostgreSQL {version}, huruf {encoding}."), version=name, encoding=encoding)


def connections(around: Around) -> Finding:
    """Whether PostgreSQL takes as many connections as the processes may hold."""
    with around.session() as session:
        row = session.connection().execute(_SERVER).one()
    return judged_connections(int(row.most), around.settings.workers)


def judged_connections(most: int, workers: int) -> Finding:
    """most: `max_connections`; workers: processes that serve on this machine."""
    needed = (workers + 1) * OF_A_PROCESS + SPARE
    if most < needed:
        return look(
            N_("PostgreSQL menerima {most} sambungan; {workers} proses dan satu pekerja bisa memakai {needed}."),
            N_("Naikkan max_connections di PostgreSQL menjadi {needed} atau lebih, atau kurangi GILIRAN_WORKERS."),
            most=most,
            workers=workers,
            needed=needed,
        )
    return good(
        N_("PostgreSQL menerima {most} sambungan; yang dipakai paling banyak {needed}."), most=most, needed=needed
    )
