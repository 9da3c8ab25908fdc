"""How much room there is, for what citizens send and for the database."""

from pathlib import Path

from scheduler.domain.applying.file_bounds import MB
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look
from scheduler.pictures.space import free_of

TIGHT, FULL = 1_000 * MB, 200 * MB
"""Free bytes beside the database below which somebody should look, and below which the hall may stop any day."""
LONG_LOG = 256 * MB
"""Bytes of SQLite's log beside the database; it is emptied at about four."""


def files(around: Around) -> Finding:
    """What is left above the floor of the folder of files."""
    floor = around.settings.files_floor_mb
    return judged_files(around.settings.files, free_of(around.settings.files) // MB, floor)


def judged_files(folder: Path, free: int, floor: int) -> Finding:
    """free, floor: in megabytes."""
    if free < floor:
        return broken(
            N_("Ruang kosong untuk berkas warga tinggal {free} MB: foto dari warga tidak diterima."),
            N_("Kosongkan disk tempat {path} sampai di atas {floor} MB."),
            free=free,
            floor=floor,
            path=folder,
        )
    if free < 2 * floor:
        return look(
            N_("Ruang kosong untuk berkas warga {free} MB; di bawah {floor} MB foto dari warga tidak diterima lagi."),
            N_("Kosongkan disk tempat {path}, atau pasang yang lebih besar."),
            free=free,
            floor=floor,
            path=folder,
        )
    return good(N_("Ruang kosong untuk berkas warga: {free} MB."), free=free)


def database(around: Around) -> Finding:
    """Room for the database to grow, and for a copy of it, which an upgrade makes."""
    file = around.settings.sqlite_path
    size = file.stat().st_size if file.exists() else 0
    return judged_database(size // MB, free_of(file.parent) // MB)


def judged_database(size: int, free: int) -> Finding:
    """size, free: in megabytes."""
    if free * MB < FULL:
        return broken(
            N_("Disk data hampir penuh: tinggal {free} MB. Bila penuh, tidak ada yang bisa disimpan."),
            N_("Kosongkan disk sekarang juga."),
            free=free,
        )
    if free * MB < TIGHT or free < size:
        return look(
            N_("Ruang kosong di disk data {free} MB, besar data {size} MB."),
            N_("Sediakan ruang paling sedikit 1000 MB dan sebesar data itu: peningkatan program menyalinnya dulu."),
            free=free,
            size=size,
        )
    return good(N_("Besar data {size} MB, ruang kosong {free} MB."), size=size, free=free)


def log(around: Around) -> Finding:
    """How long SQLite's log has grown: it cannot be emptied while somebody reads without end."""
    file = around.settings.sqlite_path
    beside = file.with_name(f"{file.name}-wal")
    size = beside.stat().st_size if beside.exists() else 0
    return judged_log(size)


def judged_log(size: int) -> Finding:
    """size: in bytes."""
    if size > LONG_LOG:
        return look(
            N_("Catatan tulis SQLite (berkas -wal) sudah {size} MB, biasanya beberapa MB."),
            N_("Tutup program lain yang membuka berkas data, lalu jalankan lagi server."),
            size=size // MB,
        )
    return good(N_("Catatan tulis SQLite: {size} MB."), size=size // MB)
