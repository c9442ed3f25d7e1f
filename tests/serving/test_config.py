"""Settings: the environment over the file, every wrong one named in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hall import config
from hall.errors import ConfigError


def load(var: Path, **given: str) -> config.Settings:
    return config.load({"ANTREAN_VAR": str(var), **given})


def test_without_any_setting_it_serves_this_machine_only(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.bind == "127.0.0.1:8000"
    assert settings.on_loopback
    assert settings.database_url == f"sqlite:///{tmp_path}/antrean.db"
    assert (settings.redis_url, settings.public_url, settings.log) == (None, None, None)
    assert (settings.trusted_proxies, settings.demo, settings.demo_printer) == ((), False, "memory:")


def test_the_data_folder_is_var_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert config.load({}).var == tmp_path / "var"


def test_the_secret_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = load(tmp_path).secret_key
    assert len(first) >= 32
    assert load(tmp_path).secret_key == first
    assert (tmp_path / "keys" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret"]


def test_first_starts_at_the_same_moment_agree_on_one_key(tmp_path: Path) -> None:
    program = "from hall import config; print(config.load().secret_key)"
    environ = {**os.environ, "ANTREAN_VAR": str(tmp_path)}
    starts = [
        subprocess.Popen([sys.executable, "-c", program], env=environ, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({start.communicate()[0] for start in starts}) == 1


def test_a_given_secret_key_is_not_written_anywhere(tmp_path: Path) -> None:
    assert load(tmp_path, ANTREAN_SECRET_KEY="k" * 40).secret_key == "k" * 40
    assert list(tmp_path.iterdir()) == []


def test_port_beats_the_bind_and_keeps_its_host(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="9000").bind == "127.0.0.1:9000"
    assert load(tmp_path, PORT="9000", ANTREAN_BIND="0.0.0.0:80").bind == "0.0.0.0:9000"
    assert load(tmp_path, PORT="9000", ANTREAN_BIND="[::1]:80").bind == "[::1]:9000"
    assert (load(tmp_path, ANTREAN_BIND="[::1]:80").host, load(tmp_path, ANTREAN_BIND="[::1]:80").port) == ("::1", 80)


@pytest.mark.parametrize(
    ("bind", "loopback"),
    [("127.0.0.2:80", True), ("localhost:80", True), ("[::1]:80", True), ("0.0.0.0:80", False), ("hall.lan:80", False)],
)
def test_only_loopback_is_loopback(tmp_path: Path, bind: str, loopback: bool) -> None:
    assert load(tmp_path, ANTREAN_BIND=bind).on_loopback is loopback


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "antrean.toml"
    file.write_text(
        f'var = "{tmp_path}/data"\ndemo = true\nbind = "0.0.0.0:81"\ntrusted_proxies = ["10.0.0.1", "10.1.0.0/16"]\n'
    )
    settings = config.load({"ANTREAN_CONFIG": str(file), "ANTREAN_BIND": "127.0.0.1:82"})
    assert settings.bind == "127.0.0.1:82"
    assert settings.demo is True
    assert settings.var == tmp_path / "data"
    assert settings.trusted_proxies == ("10.0.0.1", "10.1.0.0/16")


def test_a_public_url_loses_its_closing_slash(tmp_path: Path) -> None:
    assert load(tmp_path, ANTREAN_PUBLIC_URL="https://antrean.example/").public_url == "https://antrean.example"


def test_postgres_urls_are_one_kind(tmp_path: Path) -> None:
    assert load(tmp_path, ANTREAN_DATABASE_URL="postgres://u@h/d").database_url == "postgresql://u@h/d"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ANTREAN_BIND", "8000"),
        ("ANTREAN_BIND", "::1:80"),
        ("ANTREAN_BIND", "http://x:80"),
        ("ANTREAN_BIND", "127.0.0.1:99999"),
        ("PORT", "abc"),
        ("PORT", "٨"),
        ("ANTREAN_PUBLIC_URL", "antrean.example"),
        ("ANTREAN_PUBLIC_URL", "ftp://antrean.example"),
        ("ANTREAN_PUBLIC_URL", "https://antrean.example/path"),
        ("ANTREAN_PUBLIC_URL", "https://a b"),
        ("ANTREAN_PUBLIC_URL", "https://user@antrean.example"),
        ("ANTREAN_PUBLIC_URL", "https://antrean.example:port"),
        ("ANTREAN_DATABASE_URL", "mysql://h/d"),
        ("ANTREAN_DATABASE_URL", "antrean.db"),
        ("ANTREAN_REDIS_URL", "127.0.0.1:6379"),
        ("ANTREAN_TRUSTED_PROXIES", "127.0.0.1, proxy"),
        ("ANTREAN_SECRET_KEY", "short"),
        ("ANTREAN_DEMO", "mungkin"),
        ("ANTREAN_DEMO_PRINTER", "teleprinter:"),
        ("ANTREAN_DEMO_PRINTER", "memory:?colour=1"),
        ("ANTREAN_CONFIG", "/nowhere/antrean.toml"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError) as fault:
        load(tmp_path, **{variable: value})
    assert fault.value.variable == variable
    assert fault.value.sentence.endswith(".")


def test_a_misspelt_name_in_the_file_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    file = tmp_path / "antrean.toml"
    file.write_text('databse_url = "sqlite:////x.db"\n')
    with pytest.raises(ConfigError, match=r"databse_url.*database_url"):
        config.load({"ANTREAN_CONFIG": str(file)})


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "antrean.toml"
    file.write_text("demo = \n")
    with pytest.raises(ConfigError, match="ANTREAN_CONFIG"):
        config.load({"ANTREAN_CONFIG": str(file)})


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="ANTREAN_VAR"):
        load(tmp_path / "file" / "var")


def test_a_damaged_key_is_refused_rather_than_used(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "keys" / "secret").write_text("")
    with pytest.raises(ConfigError, match="ANTREAN_SECRET_KEY"):
        load(tmp_path)
