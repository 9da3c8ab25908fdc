"""How screens call by voice, set by supervisors: quiet hours, the adhan, letters, and the office's own recordings."""

from pathlib import Path
from typing import Any

import pytest

from scheduler.db.models import DeedRow, Office
from scheduler.runtime.config import Settings
from scheduler.speech import espeak
from scheduler.speech.clips import NAMES, Clips
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.speech.sounds import quiet, tone, wav
from tests.support.patience import wait_until
from tests.web.staff.members import sign_in, text_of

RECORDINGS = "/office/voice/recordings"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"voice_folder": str(tmp_path / "voice")})


@pytest.fixture
def supervisor(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor")


@pytest.fixture
def clips(settings: Settings) -> Clips:
    return Clips(settings.voice, "tanjungpinang")


def row(office: World) -> Office:
    return office.rows(Office, Office.code == "tanjungpinang")[0]


def upload(client: Any, name: str, sound: bytes) -> Any:
    return client.post(RECORDINGS, data={"name": name}, files={"sound": (f"{name}.wav", sound, "audio/wav")})


@pytest.mark.parametrize("path", ["/office/voice", RECORDINGS])
def test_voice_is_for_supervisors(client: Any, office: World, path: str) -> None:
    sign_in(client, office)

    assert client.get(path).status_code == 403
    assert client.post("/office/voice/quiet-hours", data={"begins": "11:55", "ends": "12:10"}).status_code == 403
    assert upload(client, "nol", wav(tone(0.2))).status_code == 403
    assert row(office).quiet_hours == []


@pytest.mark.usefixtures("supervisor")
def test_page_that_records_may_use_the_microphone_and_no_camera(client: Any) -> None:
    granted = {path: client.get(path).headers["permissions-policy"] for path in (RECORDINGS, "/office/voice")}

    assert [path for path, policy in granted.items() if "microphone=(self)" in policy] == [RECORDINGS]
    assert all("camera=()" in policy for policy in granted.values())


@pytest.mark.usefixtures("supervisor")
def test_quiet_hours_are_added_shown_and_removed(client: Any, office: World) -> None:
    hours = {"weekday": "0", "begins": "11:55", "ends": "12:10"}

    added = client.post("/office/voice/quiet-hours", data=hours)
    page = text_of(client.get(added.headers["location"]))
    removed = client.post("/office/voice/quiet-hours/removal", data=hours)
    after = text_of(client.get(removed.headers["location"]))

    assert "Waktu tenang tersimpan." in page
    assert "Hari ini: 11.55-12.10" in page
    assert "Senin 11.55-12.10" in page
    assert "Waktu tenang dihapus." in after
    assert "Hari ini tidak ada waktu tenang." in after
    assert row(office).quiet_hours == []


@pytest.mark.usefixtures("supervisor")
def test_quiet_hours_are_those_of_the_office_whatever_zone_is_sent(client: Any, office: World) -> None:
    hours = {"begins": "11:55Z", "ends": "12:10:05.5"}

    answer = client.post("/office/voice/quiet-hours", data=hours)

    assert answer.status_code == 303
    assert row(office).quiet_hours == [{"from": "11:55", "to": "12:10", "weekday": None}]


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"begins": "12:10", "ends": "11:55"}, "Waktu tenang berakhir sesudah mulai, dan paling lama empat jam."),
        ({"begins": "noon", "ends": "13:00"}, "Isi jam mulai dan jam selesai."),
        ({"ends": "13:00"}, "Isi jam mulai dan jam selesai."),
    ],
)
def test_quiet_hours_that_make_no_sense_are_told_on_the_page(
    client: Any, office: World, sent: dict[str, str], told: str
) -> None:
    answer = client.post("/office/voice/quiet-hours", data=sent)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Tambah waktu tenang" in text_of(answer)
    assert row(office).quiet_hours == []


@pytest.mark.usefixtures("supervisor")
def test_adhan_is_set_with_a_hint_of_its_times(client: Any, office: World) -> None:
    sent = {"rests": "true", "latitude": "0.9165", "longitude": "104.4465"}

    page = text_of(client.get(client.post("/office/voice/adhan", data=sent).headers["location"]))
    client.post("/office/voice/adhan", data={})

    assert "Zuhur 11.52, Asar 15.15" in page
    assert "Hari ini: 11.52-11.56, 15.15-15.19" in page
    assert row(office).rests_at_adhan is False


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize("place", [{}, {"latitude": "91", "longitude": "10"}, {"latitude": "nan", "longitude": "10"}])
def test_adhan_without_a_place_is_told(client: Any, office: World, place: dict[str, str]) -> None:
    answer = client.post("/office/voice/adhan", data={"rests": "true", **place})

    assert answer.status_code == 422
    assert "Lintang dalam derajat" in text_of(answer)
    assert row(office).rests_at_adhan is False


@pytest.mark.usefixtures("supervisor")
def test_manner_is_kept_as_it_was_written(client: Any, office: World) -> None:
    sent = {"letters": "b = be besar\r\n\r\nC=ce seperti cicak", "names_service": "true"}

    page = client.get(client.post("/office/voice/manner", data=sent).headers["location"])
    wrong = client.post("/office/voice/manner", data={"letters": "be besar"})

    assert "B = be besar\nC = ce seperti cicak</textarea>" in page.text
    assert row(office).spoken_letters == {"B": "be besar", "C": "ce seperti cicak"}
    assert row(office).names_service is True
    assert wrong.status_code == 422
    assert "misalnya B = be besar" in text_of(wrong)


@pytest.mark.usefixtures("supervisor")
@pytest.mark.skipif(espeak.way() is None, reason="no espeak-ng on this machine")
def test_example_is_heard_in_both_languages(client: Any) -> None:
    answers = [client.get(f"/office/voice/example/{language}/A") for language in ("id", "en")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(answer.headers["content-type"].startswith("audio/") for answer in answers)
    assert answers[0].content != answers[1].content
    assert client.get("/office/voice/example/ms/A").status_code == 404
    assert client.get("/office/voice/example/id/AB").status_code == 404


@pytest.mark.usefixtures("supervisor")
def test_recording_is_kept_heard_and_removed(client: Any, office: World, clips: Clips) -> None:
    kept = upload(client, "nol", wav(tone(0.3)))
    page = text_of(client.get(kept.headers["location"]))
    heard = client.get(f"{RECORDINGS}/nol.wav")
    removed = client.post(f"{RECORDINGS}/removal", data={"name": "nol"})

    assert "Rekaman tersimpan." in page
    assert "Sudah direkam: 1 dari 45." in page
    assert heard.headers["content-type"] == "audio/wav"
    assert heard.content[:4] == b"RIFF"
    assert "Sudah direkam: 0 dari 45." in text_of(client.get(removed.headers["location"]))
    assert client.get(f"{RECORDINGS}/nol.wav").status_code == 404
    assert clips.names() == frozenset()
    deeds = [(deed.was, deed.became) for deed in office.rows(DeedRow, DeedRow.deed == "voice_changed")]
    assert deeds == [({}, {"recording": "nol"}), ({"recording": "nol"}, {})]


@pytest.mark.usefixtures("supervisor")
@pytest.mark.parametrize(
    ("sound", "status", "told"),
    [
        pytest.param(b"no sound", 422, "Kirim berkas WAV (PCM 16 bit).", id="no WAV"),
        pytest.param(wav(tone(0.1), width=1), 422, "Kirim berkas WAV (PCM 16 bit).", id="8 bits"),
        pytest.param(wav(quiet(1)), 422, "Tidak terdengar apa-apa", id="silent"),
        pytest.param(wav(tone(11, rate=8_000)), 422, "paling lama 10 detik", id="too long"),
        pytest.param(bytes(1_200_000), 413, "", id="too large"),
    ],
)
def test_recording_that_is_no_good_is_told(client: Any, clips: Clips, sound: bytes, status: int, told: str) -> None:
    answer = upload(client, "nol", sound)

    assert answer.status_code == status
    assert told in text_of(answer)
    assert clips.names() == frozenset()


@pytest.mark.usefixtures("supervisor")
def test_full_recording_of_ten_seconds_passes_the_limit_of_requests(client: Any, clips: Clips) -> None:
    assert upload(client, "nol", wav(tone(9.9, rate=48_000))).status_code == 303
    assert clips.names() == {"nol"}


@pytest.mark.usefixtures("supervisor")
def test_name_that_is_none_is_not_kept(client: Any, tmp_path: Path) -> None:
    answers = [upload(client, name, wav(tone(0.2))) for name in ("../nol", "sembarang", "")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert list(tmp_path.rglob("*.wav")) == []


@pytest.mark.usefixtures("supervisor")
def test_folder_that_cannot_be_written_is_told(client: Any, settings: Settings) -> None:
    settings.voice.write_text("a file where the folder should be")

    answer = upload(client, "nol", wav(tone(0.2)))

    assert answer.status_code == 507
    assert "Sudah direkam: 0 dari 45." in text_of(answer)


@pytest.mark.usefixtures("supervisor")
def test_page_says_once_the_office_speaks_itself(client: Any, clips: Clips) -> None:
    before = text_of(client.get("/office/voice"))
    for name in NAMES:
        clips.keep(name, wav(tone(0.05)))

    after = text_of(client.get("/office/voice"))

    assert "Rekam suara sendiri (0 dari 45)" in before
    assert "Rekam suara sendiri (45 dari 45)" in after
    assert "Panggilan berbahasa Indonesia memakai rekaman kantor ini." in after
    assert client.get("/office/voice/example/id/A").status_code == 200


@pytest.mark.usefixtures("supervisor")
def test_machine_without_a_voice_says_so(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "way", lambda: None)

    page = client.get("/office/voice")

    assert "Server ini tidak punya suara." in text_of(page)
    assert "<audio" not in page.text


@pytest.mark.skipif(espeak.way() is None, reason="no espeak-ng on this machine")
def test_call_is_heard_where_screens_ask_for_it(client: Any, office: World, clock: Stopwatch) -> None:
    number = office.called(counter=2)
    clock.now = NINE
    address = f"/display/tanjungpinang/voice/id/{number}/2/0"

    wait_until(lambda: client.get(address).status_code != 404)  # the display half hears of it after the commit
    heard = client.get(address)
    again = client.get(address, headers={"If-None-Match": heard.headers["etag"]})

    assert heard.status_code == 200
    assert heard.headers["content-type"].startswith("audio/")
    assert heard.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert client.get("/display/tanjungpinang/voice/id/test/0/0").status_code == 200
    assert client.get(f"/display/tanjungpinang/voice/id/{number}/1/0").status_code == 404
