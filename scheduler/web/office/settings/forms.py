"""A page of settings as it was sent: what was typed and what had been shown, read into a change of settings."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.requests import Request

from scheduler.domain.offices.lobby import Measured
from scheduler.domain.offices.settings import LENGTHS, Revision, Value, Values
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.text.residence import listed_in
from scheduler.web.office.shared.setting_topics import Setting, Topic
from scheduler.web.shared.forms import Form, clean, parsed, typed_in

LONGEST = max(LENGTHS.values())
"""Letters of a setting that are read; how many each may have, `LENGTHS` says."""
Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400, pattern=r"^[^\x00]*$")]
WAS = "was."
"""What stands before the name of a field that says what had been shown there."""
FAULTS: Mapping[str, str] = {
    "empty": N_("wajib diisi"),
    "too_long": N_("terlalu panjang"),
    "hidden": N_("ada tanda yang tidak terlihat; hapus, lalu ketik ulang tanpa menyalin"),
    "phone": N_("tulis nomor yang bisa ditelepon, misalnya 0771-123456"),
    "zone": N_("pilih salah satu zona waktu"),
    "printer": N_("tulis seperti tcp://192.168.1.50, usb://04b8:0202, atau file:///dev/usb/lp0"),
    "device": N_("dari halaman ini hanya pencetak di /dev/usb/lp, /dev/lp, atau /dev/ttyUSB; berkas lain tidak"),
    "number": N_("tulis angka"),
    "kelurahan": N_("tulis satu nama kelurahan atau desa per baris, paling panjang 60 huruf"),
}
"""What is wrong with a field; a range is said as it is."""
NOT_UNDERSTOOD, BETWEEN = N_("belum benar"), N_("dari {least} sampai {most}")


class TopicForm(Form):
    """typed, shown: by the column of the setting. sure: what it does was looked at."""

    typed: dict[str, Typed]
    shown: dict[str, Typed] = Field(default_factory=dict)
    sure: bool = False


class HallForm(Form):
    """A hall as it was measured, in metres, with a comma or a point."""

    square_metres: Text = ""
    seats: Text = ""
    rails: Text = ""
    spaced: bool = False

    def measured(self) -> Measured | None:
        """None where nothing was typed. Raises Invalid, which names the fields."""
        if not (self.square_metres or self.seats or self.rails):
            return None
        read = {name: _metres(getattr(self, name) or "0") for name in ("square_metres", "seats", "rails")}
        faults = {name: "number" for name, value in read.items() if value is None}
        numbers = {name: value or 0.0 for name, value in read.items()}
        hall = Measured(numbers["square_metres"], int(numbers["seats"]), numbers["rails"], self.spaced)
        faults = {**hall.faults(), **faults}
        if faults:
            raise Invalid(errors=faults)
        return hall


async def topic_form(request: Request) -> TopicForm:
    """What was sent. Raises Invalid, which names the fields."""
    sent = await typed_in(request, most=None)
    typed = {name: value for name, value in sent.items() if not name.startswith(WAS) and name != "sure"}
    shown = {name.removeprefix(WAS): value for name, value in sent.items() if name.startswith(WAS)}
    try:
        return parsed(TopicForm, {"typed": typed, "shown": shown, "sure": sent.get("sure") == "1"})
    except Invalid as refusal:
        raise Invalid(errors={name.rpartition(".")[2]: "too_long" for name in refusal.errors}) from None


def revision_of(topic: Topic, form: TopicForm) -> Revision:
    """What is wanted of a topic's settings; one that was not sent stays. Raises Invalid, which names the fields."""
    faults: dict[str, str] = {}
    wanted: dict[str, Value] = {}
    for setting in topic.settings:
        if setting.name in form.typed:
            value = read(setting, form.typed[setting.name])
            if value is None:
                faults[setting.name] = "number" if form.typed[setting.name] else "empty"
            wanted[setting.name] = value
    if faults:
        raise Invalid(errors=faults)
    seen = {each.name: read(each, form.shown[each.name]) for each in topic.settings if each.name in form.shown}
    return Revision(wanted, seen, from_browser=True)


def read(setting: Setting, typed: str) -> Value:
    """A setting as it is kept; None for a number that is none."""
    if setting.kind == "switch":
        return typed == "1"
    if setting.kind == "number":
        digits = typed.strip()
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
    if setting.kind == "list":
        return "\n".join(listed_in(typed))
    return typed


def written(values: Values) -> dict[str, str]:
    """Settings as they stand in a form."""
    return {name: str(int(value)) if isinstance(value, bool | int) else str(value) for name, value in values.items()}


def asked_hall(request: Request) -> HallForm:
    """What the address asks to be worked out. Raises Invalid, which names the fields."""
    names = HallForm.model_fields.keys() & request.query_params.keys()
    return parsed(HallForm, {name: clean(request.query_params[name]) for name in names})


def _metres(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
