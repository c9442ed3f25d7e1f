"""Settings: read once at start from the environment and one TOML file, checked, and never changed afterwards.

The environment beats the file (`ANTREAN_CONFIG`), which gives the same names in lower case without the prefix.
A wrong setting stops the machine at start with a `ConfigError` that names the variable.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from hall.errors import ConfigError

DEFAULT_BIND: Final = "127.0.0.1:8000"
DEFAULT_PRINTER: Final = "memory:"
SHORTEST_SECRET: Final = 16
SHORT_PUBLIC_URL: Final = 28
"""Characters of a public URL that still fit the small QR code; `antrean doctor` says so when it is longer."""

NAMES: Final = (
    "var",
    "database_url",
    "redis_url",
    "bind",
    "trusted_proxies",
    "public_url",
    "secret_key",
    "demo",
    "demo_printer",
    "log",
)
_YES: Final = frozenset({"1", "true", "yes", "on", "ya"})
_NO: Final = frozenset({"", "0", "false", "no", "off", "tidak"})


@dataclass(frozen=True)
class Settings:
    """What the machine was told. `var` is absolute; URLs are checked; an absent choice is None."""

    var: Path
    database_url: str
    redis_url: str | None
    bind: str
    trusted_proxies: tuple[str, ...]
    public_url: str | None
    secret_key: str
    demo: bool
    demo_printer: str
    log: Path | None = None
    """A file for the log; None: standard error."""
    home: str | None = None
    """Where the network finds the server that runs, without a closing slash: found by `serve` once it has its port."""

    @property
    def host(self) -> str:
        """The address it listens on, without brackets."""
        return _host_and_port(self.bind)[0]

    @property
    def port(self) -> int:
        """The port it listens on; 0 lets the kernel choose."""
        return _host_and_port(self.bind)[1]

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host == "localhost" or is_loopback(self.host)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The checked settings; makes the data folder and its secret key where they are missing. Raises ConfigError."""
    environ = os.environ if environ is None else environ
    given = _given(environ)
    var = Path(given.get("var") or "var").expanduser().absolute()
    from printer_drivers.profiles import look_in  # not for the commands that read no settings

    look_in(var / "profiles")
    settings = Settings(
        var=var,
        database_url=_database_url(given.get("database_url", ""), var),
        redis_url=_redis_url(given.get("redis_url", "")),
        bind=_bind(given.get("bind", ""), environ.get("PORT", "")),
        trusted_proxies=_proxies(given.get("trusted_proxies", "")),
        public_url=_public_url(given.get("public_url", "")),
        secret_key=_given_secret(given.get("secret_key", "")),
        demo=_truth(given.get("demo", "")),
        demo_printer=_printer(given.get("demo_printer", "")),
        log=var / given["log"] if given.get("log") else None,
    )
    return settings if settings.secret_key else _with_kept_secret(settings)


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """What was set, by lower-case name: the file's values with the environment's over them, white space trimmed."""
    given = _from_file(environ.get("ANTREAN_CONFIG", "").strip())
    for name in NAMES:
        value = environ.get(f"ANTREAN_{name.upper()}")
        if value is not None:
            given[name] = value.strip()
    return given


def _from_file(path: str) -> dict[str, str]:
    if not path:
        return {}
    import tomllib  # only where there is a file: every start counts its milliseconds

    try:
        table = tomllib.loads(Path(path).expanduser().read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigError("ANTREAN_CONFIG", f"berkas {path} tidak dapat dibaca ({fault.strerror}).") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError("ANTREAN_CONFIG", f"berkas {path} bukan TOML yang benar: {fault}.") from fault
    return {name: _plain(name, value) for name, value in table.items()}


def _plain(name: str, value: Any) -> str:
    if name not in NAMES:
        raise ConfigError("ANTREAN_CONFIG", f"nama “{name}” tidak dikenal. Yang dikenal: {', '.join(NAMES)}.")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    raise ConfigError(f"ANTREAN_{name.upper()}", "harus berupa teks di dalam tanda kutip.")


def _database_url(text: str, var: Path) -> str:
    if not text:
        return f"sqlite:///{var / 'antrean.db'}"
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        return text
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest:
        return f"postgresql://{rest}"
    raise ConfigError(
        "ANTREAN_DATABASE_URL",
        "harus sqlite:////folder/berkas.db atau postgresql://pengguna:sandi@host/basisdata.",
    )


def _redis_url(text: str) -> str | None:
    if not text:
        return None
    if text.startswith(("redis://", "rediss://", "unix://")):
        return text
    raise ConfigError("ANTREAN_REDIS_URL", "harus redis://host:6379/0 (atau rediss://, unix://), atau kosong.")


def _bind(text: str, port: str) -> str:
    """`PORT` beats the port of `ANTREAN_BIND`; the host stays the one that was chosen."""
    text, port = text or DEFAULT_BIND, port.strip()
    host, number = _host_and_port(text)
    if port:
        number = _port_number("PORT", port)
    return f"[{host}]:{number}" if ":" in host else f"{host}:{number}"


def _host_and_port(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    bare = host[1:-1] if bracketed else host
    if not colon or not bare or (":" in bare) is not bracketed or any(sign in bare for sign in "/ []"):
        raise ConfigError("ANTREAN_BIND", f"harus alamat:port, misalnya {DEFAULT_BIND} atau 0.0.0.0:8000.")
    if bracketed and not _is_ip(bare):
        raise ConfigError("ANTREAN_BIND", f"“{bare}” bukan alamat IPv6.")
    return bare, _port_number("ANTREAN_BIND", port)


def _port_number(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise ConfigError(variable, f"port “{text}” harus angka 1 sampai 65535.")
    return int(text)


def _is_ip(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether the host is an address of this machine alone; a name is not."""
    import ipaddress

    return _is_ip(host) and ipaddress.ip_address(host).is_loopback


def _proxies(text: str) -> tuple[str, ...]:
    import ipaddress

    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in parts:
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError as fault:
            raise ConfigError(
                "ANTREAN_TRUSTED_PROXIES",
                f"“{part}” bukan alamat atau jaringan. Contoh: 127.0.0.1, 192.168.1.0/24.",
            ) from fault
    return parts


def _public_url(text: str) -> str | None:
    """http or https, a host, perhaps a port; a closing slash is dropped."""
    if not text:
        return None
    parts = _split("ANTREAN_PUBLIC_URL", text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("ANTREAN_PUBLIC_URL", "harus dimulai http:// atau https:// lalu nama host.")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        raise ConfigError("ANTREAN_PUBLIC_URL", "hanya alamat tanpa jalur, misalnya https://antrean.example.go.id.")
    return text.rstrip("/")


def _split(variable: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as fault:
        raise ConfigError(variable, f"“{text}” bukan alamat yang benar.") from fault
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise ConfigError(variable, "tidak boleh berisi spasi.")
    return parts


def _given_secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ConfigError("ANTREAN_SECRET_KEY", f"terlalu pendek: paling sedikit {SHORTEST_SECRET} karakter.")
    return text


def _truth(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ConfigError("ANTREAN_DEMO", "harus 1 (ya) atau 0 (tidak).")


def _printer(text: str) -> str:
    if not text:
        return DEFAULT_PRINTER
    if text != DEFAULT_PRINTER:
        from printer_drivers import PrinterUrlError, read_url

        try:
            read_url(text)
        except PrinterUrlError as fault:
            raise ConfigError("ANTREAN_DEMO_PRINTER", str(fault)) from fault
    return text


def _with_kept_secret(settings: Settings) -> Settings:
    try:
        return replace(settings, secret_key=kept_secret(settings.var))
    except OSError as fault:
        raise unusable(settings.var, fault) from fault


def unusable(var: Path, fault: OSError) -> ConfigError:
    """The refusal for a data folder that cannot be read or written."""
    return ConfigError("ANTREAN_VAR", f"folder data {var} tidak dapat dipakai ({fault.strerror}).")


def kept_secret(var: Path) -> str:
    """The key in `var/keys/secret`, made on first start: whole or not at all, readable by its owner only."""
    path = var / "keys" / "secret"
    if not path.exists():
        import secrets

        make_once(path, secrets.token_urlsafe(48))
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) < SHORTEST_SECRET:
        raise ConfigError(
            "ANTREAN_SECRET_KEY", f"kunci di {path} rusak. Hapus berkas itu; semua layar dipasangkan ulang."
        )
    return text


def make_once(path: Path, text: str) -> None:
    """Keeps a new key of this office at `path`, whole or not at all, 0600; a file that is there already stays.

    Two first starts at once agree: the key is written aside and linked into place, which only one of them can do.
    """
    import secrets

    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # what the key sealed may be safe on disk a moment later: the key's name must be there first
    finally:
        os.close(folder)
