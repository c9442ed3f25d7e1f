"""Whatever a client sends, the library gets frames that it can read, and its own frames arrive as they were sent."""

import pytest
from socketio import packet

from hall.realtime.frames import Frame


@pytest.mark.parametrize(
    "sent",
    ["2/display,[]", "2/display,{}", "2/display,", "2/display,[5]", '2/display,["disconnect"]', '2/display,["connect",{}]',
     "2[", "2" + "[" * 100_000, "4", "9", "x", "-", "", '51-/display,["call.played",{"_placeholder":true,"num":0}]',
     "61-[]", "3/display,[]", "31{}", b"\x00\x01", b"5"],
)  # fmt: skip
def test_nonsense_is_nobodys_event(sent: str | bytes) -> None:
    frame = Frame()
    assert frame.decode(sent) == 0
    assert (frame.packet_type, frame.namespace, frame.id, frame.data) == (packet.EVENT, "/", None, [""])


def test_what_our_screens_send_is_read_as_it_is() -> None:
    said = Frame(encoded_packet='2/display,["call.played",{"call_id":7}]')
    assert (said.packet_type, said.namespace, said.data) == (packet.EVENT, "/display", ["call.played", {"call_id": 7}])
    asked = Frame(encoded_packet='0/counter,{"hall":"kerjo","token":"x"}')
    assert (asked.packet_type, asked.namespace, asked.data["hall"]) == (packet.CONNECT, "/counter", "kerjo")
    assert Frame(encoded_packet="1/display,").packet_type == packet.DISCONNECT
    answered = Frame(encoded_packet="3/display,4[1]")
    assert (answered.packet_type, answered.id, answered.data) == (packet.ACK, 4, [1])


def test_what_we_say_goes_out_as_the_library_writes_it() -> None:
    told = ["beat", {"now": "2026-11-21T08:00:00+07:00"}]
    ours, plain = (kind(packet.EVENT, told, "/kiosk").encode() for kind in (Frame, packet.Packet))
    assert ours == plain
