"""The words by which citizens ask for something in a message, and the words beside them that change nothing.

Indonesian as it is typed on phones, and English. What is near a word by one slip of a finger counts as the word, but
only where `SLIPS` says so: a visit is never cancelled, and nobody is struck off, by a slip.
"""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS: Mapping[str, frozenset[str]] = {
    "status": _words("status stts sts setatus statusnya estatus cek posisi progres lacak"),
    "change": _words("""
        ubah ubh rubah dirubah diubah merubah mengubah ganti gnti mengganti pindah pindahkan reschedule resched
        change reskedul reschedul book booking undur mundurkan majukan geser
    """),
    "times": _words("jadwal jadual jdwl jdwal jadwalnya schedule jadwalkan times"),
    "cancel": _words("""
        batal batall btal batl batalkan batalin btalkan batlkan dibatalkan membatalkan cancel cancell cancle
        cansel kensel cncel
    """),
    "staff": _words("""
        petugas ptugas petgas petugaz ptgs petugasnya admin operator cs staf staff stafnya officer human agent
    """),
    "wrong": _words("salah slah salh sallah wrong"),
    "stop": _words("stop setop stp sotp stopp berhenti berenti unsubscribe hentikan"),
    "start": _words("mulai mulay mule start strat unstop"),
}
"""Words of commands, by what is asked for. "times" alone means to see times to choose from."""

SLIPS: Mapping[str, str] = {
    "status": "status",
    "jadwal": "times",
    "petugas": "staff",
    "ubah": "change",
    "rubah": "change",
    "change": "change",
    "schedule": "times",
    "reschedule": "change",
}
"""Words of which one wrong, missing or doubled letter, or two that changed places, is read over."""

NO_SLIPS = _words("buah sudah susah udah ubat tabah rumah statis satu stats chance")
"""Words of their own that are one slip away from those."""

ENGLISH = _words("""
    change cancel cancell cancle wrong staff schedule reschedule officer human agent unsubscribe book start
    option pick please my the number times one two three four five six seven eight nine is it what ready
    appointment visit person again sending messages not talk with
""")
"""Words that only somebody types who reads English."""
INDONESIAN = frozenset().union(*WORDS.values()) - ENGLISH - _words("status stop admin operator cs sts stts")

NUMBERS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "satu pertama kesatu one",
            "dua kedua two",
            "tiga ketiga three",
            "empat keempat four",
            "lima kelima five",
            "enam keenam six",
            "tujuh ketujuh seven",
            "delapan kedelapan eight",
            "sembilan kesembilan nine",
        ),
        start=1,
    )
    for word in words.split()
}

POLITE = _words("""
    ya y yaa iya bu ibu pak bapak mas mbak mba kak kakak min mohon tolong tlg dong deh aja saja sj saya sy aku
    mau ingin minta please pls my the i want to nih lah halo hai assalamualaikum selamat pagi siang sore malam
    terima kasih makasih thanks kan untuk utk me
""")
"""Words that may stand beside any command but SALAH: "salah saya" owns up to a slip."""
ADDRESS = _words("bu ibu pak bapak mas mbak mba kak kakak min")
"""Whom a citizen speaks to."""

BESIDE: Mapping[str, frozenset[str]] = {
    "status": _words("""
        gimana bagaimana gmn sudah udah sdh udh jadi selesai siap belum blm blom kapan sampai mana dimana di apa
        apakah ktp el ektp e kk kia akta akte kartu keluarga dokumen berkas permohonan anak istri suami punya
        dari yang yg nya is it ready what of document card id check ktpku antrean antrian nomor no registrasi
        reg ini itu nanya tanya jadwal
    """),
    "change": _words("""
        jadwal jadual waktu jam hari tanggal tgl lain ke pengambilan ambil bisa yang yg nomor no registrasi reg
        kunjungan nya appointment schedule time date besok lusa senin selasa rabu kamis jumat minggu depan pilih
        visit a another
    """),
    "times": _words("""
        ada pilih lihat minta pengambilan ambil kosong baru lain registrasi reg yang yg apa masih show
    """),
    "cancel": _words("jadwal kunjungan pengambilan registrasi reg nomor no appointment visit nya"),
    "staff": _words("""
        bicara ngobrol chat hubungi hubungkan sama dengan dgn ke tanya bisa talk with a ada butuh perlu balas
        jawab
    """),
    "wrong": _words("nomor no orang number person sambung"),
    "stop": _words("pesan kirim wa sms whatsapp lagi messages message sending berlangganan langganan"),
    "start": _words("lagi pesan kirim wa sms messages again"),
}
"""Words that may stand beside a command's, by what is asked for."""

CHOOSING = _words("""
    no nomor nomer nmr yang yg pilih pilihan plh opsi angka ke jadwal ambil number option pick choose take ok
    oke okay baik
""")
"""Words that may stand beside the number of an offered time."""

NOT_MINE: frozenset[tuple[str, ...]] = frozenset(
    tuple(said.split())
    for said in (
        "bukan saya",
        "bukan untuk saya",
        "bukan nomor saya",
        "not me",
        "not mine",
        "bukan punya saya",
        "bukan dokumen saya",
        "maaf salah nomor",
        "maaf salah sambung",
        "maaf salah orang",
        "maaf bukan saya",
        "sorry wrong number",
    )
)
"""Said instead of SALAH."""

DONE = _words("jadi selesai siap ready")
ASKING = _words("belum blm blom sudah udah sdh udh kapan apakah is")
"""A word of DONE and one of ASKING ask how far a document is, also where no word for that is there."""
