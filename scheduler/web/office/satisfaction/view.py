"""What the page of the survey's results shows of a month or a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.satisfaction.index import Index, sample_of
from scheduler.domain.satisfaction.periods import Span, month_of, months_back
from scheduler.flow.core.local_time import today_of
from scheduler.flow.satisfaction import results

LOOKED_BACK = 12
"""Months whose index is drawn, that of the page the last."""


@dataclass(frozen=True, slots=True)
class OfService:
    """A service, retired or not, how many answered about it, and what they said; None where that is not shown."""

    service: Service
    respondents: int
    index: Index | None


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The results of a span. spans: those that may be chosen, the newest first.

    is_over: whether nothing will be added. by_month: the indexes of the last months. served: numbers served in a month,
    and sample: how many respondents the regulation asks of so many; of a year None.
    """

    office: Office
    span: Span
    spans: Sequence[Span]
    is_over: bool
    found: results.Results
    by_service: Sequence[OfService]
    by_month: Mapping[date, Index]
    served: int | None
    sample: int | None

    @property
    def index(self) -> Index:
        return self.found.whole

    @property
    def months(self) -> Mapping[date, Index]:
        """The months of which enough answered to be shown."""
        return {month: index for month, index in self.by_month.items() if index.is_shown}

    @property
    def last_day(self) -> date:
        """The last day of the span."""
        return self.span.ends - timedelta(days=1)

    @property
    def respondents(self) -> int:
        """How many answered, whether what they said is shown or not."""
        return sum(self.found.respondents.values())


def results_page(session: Session, office: Office, asked: str, *, now: datetime) -> ResultsPage:
    """The results of what an address asks for, else of the newest month that is over, if there was one by then."""
    today = today_of(office, now)
    this_month = month_of(today)
    spans = _spans(results.first_month(session, office.id), this_month)
    wanted = Span.named(asked)
    span = wanted if wanted in spans else next((each for each in spans if each.is_over(today)), spans[0])
    found = results.results_of(session, office.id, span, this_month)
    services = {service.id: service for service in queries.all_services_of(session, office.id)}
    served = None if span.is_year else results.served_in(session, office.id, span)
    drawn = span if span.is_year else Span(months_back(span.first, LOOKED_BACK - 1), span.last)
    return ResultsPage(
        office=office,
        span=span,
        spans=spans,
        is_over=span.is_over(today),
        found=found,
        by_service=[
            OfService(services[each], count, found.by_service.get(each)) for each, count in found.respondents.items()
        ],
        by_month=results.by_month(session, office.id, drawn, this_month),
        served=served,
        sample=None if served is None else sample_of(served),
    )


def _spans(first: date | None, this_month: date) -> list[Span]:
    """Every month from the first with an answer to the one that runs, and below them their years, the newest first."""
    oldest = min(first or this_month, this_month)
    count = (this_month.year - oldest.year) * 12 + this_month.month - oldest.month
    months = [months_back(this_month, place) for place in range(count + 1)]
    years = dict.fromkeys(month.year for month in months)
    return [*map(Span.of_month, months), *(Span(date(year, 1, 1), date(year, 12, 1)) for year in years)]
