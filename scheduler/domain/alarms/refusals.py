"""Refusals of alarms."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class AlarmUnknown(Unknown):
    sentence = N_("Alarm itu tidak ada.")


class AlarmOver(Unknown):
    """It is over, or never rang at this office."""

    sentence = N_("Alarm itu sudah selesai.")


class AlarmOfServer(Refusal):
    """It is about the server, which another office looks after."""

    status = 403
    sentence = N_("Alarm itu tentang server, dan diatur oleh kantor yang ditunjuk pengelola server.")
