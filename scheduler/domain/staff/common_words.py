"""Words and rows of signs of which passwords are made that are tried first, in Indonesia and elsewhere. Lower case."""

PRAYERS = """alhamdulillah allah allahuakbar amin assalamualaikum astaghfirullah bismillah bismillahirrahmanirrahim
islam lailahaillallah masyaallah muhammad rasulullah subhanallah ramadhan ramadan mekah madinah yesus tuhan tuhanyesus
haleluya halleluya puji puji tuhan kristus natal"""
LOVE = """aku akucinta akusayang bunda cinta cintaku cintakamu sayang sayangku sayangkamu kamu kangen kekasih rindu ayah
ibu mama papa mamah papah anak anakku istri suami keluarga bahagia selamanya pacar ganteng cantik manis imut kucing
love iloveyou loveyou lovely forever baby angel princess prince family mother father sweetheart"""
COUNTRY = """indonesia indonesiaraya merahputih merdeka garuda pancasila bhinneka nusantara jakarta bandung surabaya
semarang medan makassar palembang yogyakarta jogja malang denpasar bali batam bintan kepri riau tanjungpinang
tanjung pinang pekanbaru padang manado pontianak balikpapan samarinda banjarmasin jawa sumatra sumatera kalimantan
sulawesi papua lombok ambon kupang mataram persib persija arema persebaya jokowi prabowo sukarno soekarno"""
OFFICE = """admin administrator akta antre antrean antrian asn bupati camat dinas disdukcapil disduk dukcapil capil data
desa gubernur guest honorer kabupaten kantor kartu kecamatan keluarga kelurahan kepala kependudukan kia kios komputer
kota kk ktp ktpel ektp lahir layanan loket lurah nik negara operator pegawai pelayanan pemda pemerintah pemkab pemko
pemkot pencatatan penduduk pengawas petugas pintu pns publik rahasia root server siak sipil staf supervisor sysadmin
test tester tes coba user pengguna walikota giliran nomor"""
PASSWORDS = """password passwords passw0rd passwort passphrase pass pwd katasandi kata sandi sandi kunci kuncian masuk
login welcome letmein selamat datang changeme ganti gantisaya default secret rahasia private access master hello halo
monkey dragon shadow sunshine football baseball superman batman naruto pokemon starwars ninja whatever trustno1 freedom
michael jordan daniel jessica charlie michelle computer internet google facebook instagram whatsapp tiktok youtube
samsung android windows microsoft chrome master killer summer winter spring autumn flower cookie chocolate banana"""
NAMES = """adi agus ahmad andi ani anto ari arif aulia ayu bagus bambang budi citra dede dedi desi dewi dian dika dina
doni eka eko endang fajar fitri hadi hendra heri indah intan iwan joko kartika lestari lia lina maria maya mega mega
nina nur nurul putra putri rahmat rani ratna reza ridwan rina rini rizki rizky rudi sari sinta siti slamet sri sulis
suryani susi teguh tini tono tri udin wahyu wati wawan widi yanto yanti yuli yulia yusuf zahra"""
DAYS = """senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september
oktober november desember monday tuesday wednesday thursday friday saturday sunday january february march may june july
august october december tahun bulan hari"""
SIGNS = """qwerty qwertyuiop qwert asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc 1qaz2wsx 1q2w3e 1q2w3e4r
q1w2e3 abc abcd abc123 a1b2c3 asd123 qwe123 zaq1 123 1234 12345 123456 1234567 12345678 123456789 1234567890 0123456789
987654321
87654321 7654321 654321 54321 4321 321 112233 121212 123123 123321 101010 202020 696969 777 888 999 666 000
111 222 333 444 555 007 69 62 0812 0813 0821 0852 0857 0878 08 17081945 17845 1945"""

COMMON = frozenset(
    word for text in (PRAYERS, LOVE, COUNTRY, OFFICE, PASSWORDS, NAMES, DAYS, SIGNS) for word in text.split()
)
"""What counts as known wherever it stands in a password."""
