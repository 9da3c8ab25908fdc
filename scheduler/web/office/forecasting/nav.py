"""Where the pages of forecasts lead to, from each of them to the others."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_

PLACE = "figures"
"""Who may see a forecast: whoever asks how the office does (`domain/staff/roles.py`)."""
PAGES: Mapping[str, str] = {
    "forecast": N_("Hari-hari ke depan"),
    "forecast_what_if": N_("Bagaimana jika"),
    "forecast_weeks": N_("Beberapa pekan ke depan"),
    "forecast_proposals": N_("Usulan"),
}
"""Route -> title."""
