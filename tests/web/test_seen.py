"""A TV that only listens is alive: the keeper's page must not say that it is silent."""

from datetime import timedelta

from hall.actions import people
from hall.realtime.connections import Connected
from hall.realtime.screens import Screens
from tests.people.offices import clock_of
from tests.web.conftest import House


def test_whoever_is_connected_by_a_socket_counts_as_seen(house: House) -> None:
    socketio, guard = house.app.extensions["socketio"], house.app.extensions["antrean-access"]
    told = {"hall": "jumapolo", "token": house.tokens["jumapolo", "display"]}
    tv = socketio.test_client(house.app, namespace="/display", auth=told)
    assert tv.is_connected("/display")
    connected = Connected(socketio, house.office, Screens(house.office))
    (asker,) = connected.askers()
    guard.keep_seen()
    now = clock_of(house.office).now() + timedelta(hours=1)
    clock_of(house.office).go(hours=1)
    guard.keep_seen(connected.askers())
    seen = {device.asker: device.seen_at for device in people.list_tokens(house.office, "jumapolo")}
    assert seen.pop(asker) == now
    assert now not in seen.values()
    tv.disconnect("/display")
    assert connected.askers() == set()
