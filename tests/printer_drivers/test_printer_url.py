"""Printer addresses: what is right is read, what is unknown is refused with the known named."""

from __future__ import annotations

import pytest

from printer_drivers import REGISTRY, PrinterUrlError, Registry, profiles, read_url
from printer_drivers.memory import SCHEME as MEMORY


def test_a_bare_network_address_gets_port_and_profile() -> None:
    address = read_url("tcp://192.168.1.50")
    assert (address.place, address.port, address.profile.name) == ("192.168.1.50", 9100, "epson-80")
    assert (address.connect, address.deadline) == (2.0, 8.0)


def test_each_key_of_the_contract_changes_its_part() -> None:
    address = read_url(
        "tcp://p:9101?profile=generic-80&width=58&confirm=pid&status=1&cut=none&qr=native&codepage=16&connect=1&deadline=3"
    )
    profile = address.profile
    assert (profile.dots, profile.columns, profile.confirm, profile.status) == (384, 32, "pid", True)
    assert (profile.cutter, profile.qr, profile.codepage) == ("none", "native", 16)
    assert (address.connect, address.deadline) == (1.0, 3.0)


def test_dots_and_logo_change_the_profile_and_dots_beat_width() -> None:
    profile = read_url("tcp://p?width=58&dots=400&logo=nv:G1&status=0").profile
    assert (profile.dots, profile.logo, profile.status, profile.port_status) == (400, "nv:G1", False, False)


def test_ipv6_addresses_are_read() -> None:
    assert read_url("tcp://[fe80::1]:9100").place == "fe80::1"


def test_two_addresses_of_one_device_share_its_lock() -> None:
    assert read_url("tcp://Printer:9100?qr=raster").device == read_url("tcp://printer").device
    assert read_url("tcp://printer:9101").device != read_url("tcp://printer").device


@pytest.mark.parametrize("name", ["epson-80", "epson-180dpi", "generic-80", "generic-58", "custom-vkp"])
def test_the_profiles_of_the_contract_exist(name: str) -> None:
    assert read_url(f"memory:?profile={name}").profile == profiles()[name]


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("gopher://x", "usblp"),
        ("usb://04b8", "usb://04b8:0e15"),
        ("usb://04b8:0e15:1", "usb://04b8:0e15"),
        ("usb://04b8:zzzz", "usb://04b8:0e15"),
        ("usb://04b8:0e15?serial=", "serial"),
        ("usb://04b8:0e15?baud=9600", "serial"),
        ("usblp://dev/usb/lp0", "usblp:///dev/usb/lp0"),
        ("usblp:///dev/../etc/passwd", "usblp:///dev/usb/lp0"),
        ("usblp:///dev/usb/lp0?flow=none", "deadline"),
        ("serial:/dev/ttyUSB0", "serial:///dev/ttyUSB0"),
        ("serial:///dev/ttyUSB0?baud=9601", "19200"),
        ("serial:///dev/ttyUSB0?flow=hardware", "rtscts"),
        ("serial:///dev/ttyUSB0?serial=1", "baud"),
        ("cups://", "cups://KIOSK1"),
        ("cups://host/queue", "cups://KIOSK1"),
        ("cups://-d", "cups://KIOSK1"),
        ("tcp://p?dots=577", "kelipatan 8"),
        ("tcp://p?dots=9000", "832"),
        ("tcp://p?logo=nv:ABC", "nv:"),
        ("tcp://p?profile=tm-t82", "epson-80"),
        ("tcp://p?colour=1", "deadline"),
        ("memory:?baud=9600", "speed"),
        ("tcp://p?speed=0", "confirm"),
        ("tcp://p?confirm=yes", "gsr"),
        ("tcp://p?width=70", "58"),
        ("tcp://p?cut=half", "partial"),
        ("tcp://p?status=1&status=0", "status"),
        ("tcp://p?connect=nan", "connect"),
        ("tcp://p?codepage=1.5", "codepage"),
        ("tcp://", "tcp://192.168.1.50:9100"),
        ("tcp:p", "tcp://192.168.1.50:9100"),
        ("tcp://p:0", "tcp://192.168.1.50:9100"),
        ("tcp://p:99999", "tcp://192.168.1.50:9100"),
        ("tcp://p/path", "tcp://192.168.1.50:9100"),
        ("tcp://user@p", "tcp://192.168.1.50:9100"),
        ("printer", "memory:"),
        ("file://slips.bin", "file:///"),
        ("file:///srv/../etc/passwd", "file:///"),
        ("memory:../x", "memory:kios"),
        ("memory:?speed=-1", "speed"),
        ("tcp://p\n?profile=epson-80", "Alamat"),
        ("tcp://p ", "Alamat"),
        ("tcp://é", "Alamat"),
        ("", "alamat"),
    ],
)
def test_what_is_unknown_or_wrong_is_refused_in_a_sentence(url: str, named: str) -> None:
    with pytest.raises(PrinterUrlError, match=r"\.$") as refusal:
        read_url(url)
    assert named in str(refusal.value)


def test_a_scheme_is_registered_once() -> None:
    with pytest.raises(ValueError, match="memory"):
        Registry(MEMORY, MEMORY)
    assert "tcp" in REGISTRY.schemes
