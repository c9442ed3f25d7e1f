"""A private CUPS for the tests: its own folders, its own socket, no network port, unprivileged, gone at the end.

Its only backend hands raw jobs to a simulated printer over TCP, as CUPS's socket backend does: it tries again until the
printer takes the connection, and waits until the printer has closed it. `environment` leads Debian's `lp` there.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

CUPSD = Path("/usr/sbin/cupsd")
LPADMIN = Path("/usr/sbin/lpadmin")
WHAT_TO_TYPE = "CUPS's programs are missing; type: sudo apt-get install cups-daemon cups-client   (or: make setup-test)"
STANDARD = Path("/usr/lib/cups")
# In Perl, which every Debian has where an unprivileged user may run it: this Python may stand in a home folder.
BACKEND = r"""#!/usr/bin/perl
use strict;
use IO::Socket::INET;

exit 0 unless @ARGV;
my ($host, $port) = $ENV{DEVICE_URI} =~ m{//([^:/]+):([0-9]+)};
open(my $job, "<:raw", $ARGV[5]) or die;
my $data = do { local $/; <$job> };
my $link;
until ($link = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port)) {
    select(undef, undef, undef, 0.1);
}
binmode $link;
print $link $data;
$link->flush;
shutdown($link, 1);
my ($read, $back);
do { $read = sysread($link, $back, 4096) } while ($read);
exit(defined $read ? 0 : 1);
"""
SERVER = """
Listen {socket}
LogLevel warn
DefaultAuthType None
WebInterface No
Browsing Off
MaxLogSize 0
JobRetryInterval 1
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
FILES = """
User {user}
Group {group}
SystemGroup {group}
FileDevice No
ServerRoot {folder}/etc
ServerBin {folder}/bin
DataDir /usr/share/cups
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/tmp
DocumentRoot {folder}/doc
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""


class PrivateCups:
    """One CUPS, up between `with` and its end."""

    def __init__(self) -> None:
        if not (CUPSD.exists() and LPADMIN.exists() and shutil.which("lp")):
            raise RuntimeError(WHAT_TO_TYPE)
        self.folder = Path(tempfile.mkdtemp(prefix="antrean-cups-"))
        self.socket = self.folder / "cups.sock"
        self.environment = {"CUPS_SERVER": str(self.socket), "HOME": str(self.folder)}
        self._server: subprocess.Popen[bytes] | None = None
        self._owner = _unprivileged()

    def __enter__(self) -> Self:
        try:
            self._prepare()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def queue(self, name: str, port: int, *, policy: str = "retry-job") -> str:
        """A raw queue of that name to a printer on loopback; its name."""
        words = ["-p", name, "-v", f"antrean://127.0.0.1:{port}", "-o", f"printer-error-policy={policy}", "-E"]
        self.run(str(LPADMIN), *words)
        return name

    def run(self, *words: str) -> str:
        """One of CUPS's programs; what it prints."""
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **self.environment}
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def _prepare(self) -> None:
        for name in ("etc", "bin", "spool/tmp", "cache", "state", "tmp", "doc", "log"):
            (self.folder / name).mkdir(parents=True)
        for part in ("cgi-bin", "daemon", "notifier", "monitor", "filter", "driver"):
            (self.folder / "bin" / part).symlink_to(STANDARD / part)
        backend = self.folder / "bin/backend/antrean"
        backend.parent.mkdir()
        backend.write_text(BACKEND)
        backend.chmod(0o755)
        words = {"folder": self.folder, "socket": self.socket, "user": self._owner.pw_name}
        (self.folder / "etc/cupsd.conf").write_text(SERVER.format(**words))
        group = _group_name(self._owner.pw_gid)
        (self.folder / "etc/cups-files.conf").write_text(FILES.format(**words, group=group))
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid, follow_symlinks=False)

    def _start(self) -> None:
        with (self.folder / "log/output").open("wb") as log:
            self._server = subprocess.Popen(
                [str(CUPSD), "-f", "-c", str(self.folder / "etc/cupsd.conf"),
                 "-s", str(self.folder / "etc/cups-files.conf")],
                stdout=log, stderr=log, cwd="/", **_as(self._owner),
            )  # fmt: skip
        for _ in range(1200):
            asked = subprocess.run(
                ["lpstat", "-r"], capture_output=True, text=True, check=False, env={**os.environ, **self.environment}
            )
            if "is running" in asked.stdout:
                return
            if self._server.poll() is not None:
                break
            time.sleep(0.1)
        said = (self.folder / "log/output").read_text(errors="replace")
        error = self.folder / "log/error"
        raise RuntimeError(f"CUPS did not start:\n{said}\n{error.read_text() if error.exists() else ''}")


def _as(owner: pwd.struct_passwd) -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _unprivileged() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _group_name(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name
