"""What clients send over the socket, read so that nonsense is nobody's event instead of a fault in the log.

The library reads frames before it knows who sent them: without this, anybody who can reach the port fills the log.
"""

from __future__ import annotations

from typing import Any, Final

from socketio import packet

_NOBODYS: Final = ""
"""The name of an event that no namespace hears."""
_READ: Final = frozenset({packet.CONNECT, packet.DISCONNECT, packet.EVENT, packet.ACK})


class Frame(packet.Packet):  # type: ignore[misc]  # the library is not typed
    """A Socket.IO packet of plain JSON. Nothing of ours is binary, in neither direction."""

    uses_binary_events = False
    packet_type: int
    namespace: str | None
    id: int | None
    data: Any

    def decode(self, encoded_packet: Any) -> int:
        """Reads a client's frame; what no client of ours sends becomes an event that nobody hears."""
        try:
            attachments = int(super().decode(encoded_packet))
            understood = not attachments and self.packet_type in _READ and (_named(self) or _with_data(self))
        except (ValueError, TypeError, AttributeError, RecursionError):
            understood = False
        if not understood:
            self.packet_type, self.namespace, self.id, self.data = packet.EVENT, "/", None, [_NOBODYS]
        return 0


def _named(frame: Frame) -> bool:
    """An event: a list that begins with its name. Coming and going are no events that a client may tell."""
    if frame.packet_type != packet.EVENT or not isinstance(frame.data, list) or not frame.data:
        return False
    return isinstance(frame.data[0], str) and frame.data[0] not in ("connect", "disconnect")


def _with_data(frame: Frame) -> bool:
    """Anything else: an answer carries a list, connecting what it will (the doors judge it)."""
    if frame.packet_type == packet.ACK:
        return isinstance(frame.data, list) and frame.id is not None
    return frame.packet_type in (packet.CONNECT, packet.DISCONNECT)
