"""Who may read and write the files that the program keeps."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from scheduler import keys
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

OTHERS = 0o077
SERVED = ("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx", "/usr/local/www")
"""Where web servers find what they hand out, where nobody says otherwise."""
SERVED_NAMES = frozenset({"public_html", "htdocs", "wwwroot", "webroot"})


def database_file(around: Around) -> Finding:
    """Whether others of this machine may read the database."""
    file = around.settings.sqlite_path
    if is_open_to_others(file):
        return look(
            N_("Berkas data {path} bisa dibaca pengguna lain di komputer ini."),
            N_("Jalankan: chmod 600 {path}"),
            path=file,
        )
    return good(N_("Berkas data {path} hanya bisa dibuka penggunanya sendiri."), path=file)


def key_file(around: Around) -> Finding:
    """Whether others may read the secret."""
    file = keys.place_of(around.settings)
    if around.settings.secret_key:
        return good(N_("Kunci rahasia diberikan lewat pengaturan, bukan berkas."))
    if not file.exists() and around.is_new:
        return good(N_("Berkas kunci dibuat sendiri saat server pertama kali dijalankan."))
    if not file.exists():
        return broken(
            N_("Berkas kunci {path} tidak ada: nama dan tautan di data tidak bisa dibuka tanpa kunci itu."),
            N_("Kembalikan berkas kunci dari salinannya, atau isi GILIRAN_SECRET_KEY."),
            path=file,
        )
    if is_open_to_others(file):
        return broken(
            N_("Berkas kunci {path} bisa dibaca pengguna lain di komputer ini."),
            N_("Jalankan: chmod 600 {path}"),
            path=file,
        )
    return good(N_("Berkas kunci {path} hanya bisa dibuka penggunanya sendiri."), path=file)


def folders(around: Around) -> Finding:
    """Whether the folders can be written to."""
    shut = [str(each) for each in _folders(around) if not _may_write(each)]
    if shut:
        return broken(
            N_("Tidak bisa menulis ke: {paths}."),
            N_("Beri pengguna yang menjalankan server hak menulis ke sana, atau ubah pengaturan foldernya."),
            paths=", ".join(shut),
        )
    return good(N_("Folder berkas warga, gambar layar dan suara bisa ditulisi."))


def web_roots(around: Around) -> Finding:
    """Whether a web server might hand out what the program keeps."""
    told = around.settings
    kept = [told.files, *([told.sqlite_path] if told.on_sqlite else []), keys.place_of(told)]
    shown = [str(each) for each in kept if is_handed_out(each)]
    if shown:
        return broken(
            N_("Ada di folder yang mungkin dibagikan server web: {paths}."),
            N_("Pindahkan ke folder sendiri, misalnya /var/lib/giliran, lalu sesuaikan pengaturannya."),
            paths=", ".join(shown),
        )
    return good(N_("Data dan berkas warga tidak ada di folder yang dibagikan server web."))


def is_open_to_others(file: Path) -> bool:
    """Whether anybody but its owner may open a file; the system of Windows says nothing of that here."""
    return sys.platform != "win32" and file.exists() and bool(stat.S_IMODE(file.stat().st_mode) & OTHERS)


def is_handed_out(path: Path) -> bool:
    """Whether a path lies where web servers mostly find what they hand out."""
    whole = path.absolute()
    return any(whole.is_relative_to(each) for each in SERVED) or bool(SERVED_NAMES.intersection(whole.parts))


def _folders(around: Around) -> Iterator[Path]:
    told = around.settings
    yield from (told.files, told.media, told.voice)


def _may_write(folder: Path) -> bool:
    """Whether a folder can be written to, or made."""
    there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
