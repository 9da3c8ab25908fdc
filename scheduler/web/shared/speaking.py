"""A number said aloud by a page of the office: as its screens say it, by the same voice."""

import asyncio

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.speech.clips import Clips
from scheduler.speech.saying import said
from scheduler.speech.words import Called, Manner, sentence_of


async def spoken(request: Request, office: Office, called: Called, language: str) -> Response:
    """The sentence of a number as a sound file. Raises HTTPException 404 where this machine cannot say it."""
    manner = await request.app.state.db.read(_manner_of, office, called.ticket[:1])
    sentence = sentence_of(called, language, manner)
    sound = await asyncio.to_thread(said, sentence, clips_of(request, office)) if sentence else None
    if sound is None:
        raise HTTPException(404)
    return Response(sound.body, media_type=sound.media_type)


def clips_of(request: Request, office: Office) -> Clips:
    """The recordings of the office."""
    return Clips(request.app.state.settings.voice, office.code)


def _manner_of(session: Session, office: Office, letter: str) -> Manner:
    services = queries.services_of(session, office.id) if office.names_service else []
    return Manner(
        letters=tuple(sorted(office.spoken_letters.items())),
        service=next((service.name for service in services if service.letter == letter), ""),
    )
