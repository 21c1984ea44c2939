"""What Python in a browser lacks, by the name that an application would call.

What each does there was tried in Pyodide 314. `?` stands for any object: `?.run_forever` is that
method of whatever has it. `f()` is what a call of `f` returns.
"""

from dataclasses import dataclass
from itertools import product

from .finding import Severity

ERROR, NOTE = Severity.ERROR, Severity.NOTE

PROVIDED = {"DATABASE_URL", "DATA_DIR"}
"""Variables that the runtime sets before the application is imported."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to say of a name; `{name}` in `what` is the name. None as a severity: nothing."""

    what: str
    instead: str
    at_import: Severity | None
    """Where the module, or the body of a class, says it."""
    in_function: Severity | None
    calls_only: bool = False
    """Passing the function on, such as `default_factory=uuid4`, is fine."""
    fine_in_with: bool = False
    """As the context of a `with` statement it is fine."""


def _methods(objects: str, names: str) -> str:
    return " ".join(
        f"{object_}.{name}" for object_, name in product(objects.split(), names.split())
    )


_FILES = "open io.open os.fdopen pathlib.Path().open tempfile.TemporaryFile"
_PROCESS_TYPES = "Process Pool Queue SimpleQueue JoinableQueue Manager Lock RLock Event Semaphore"
_PROCESS_TYPES += " Condition Barrier Value Array"
_RUN = "run call check_call check_output Popen getoutput getstatusoutput"
_EXECUTE = "system popen fork forkpty posix_spawn posix_spawnp startfile"
_EXECUTE += " execl execle execlp execlpe execv execve execvp execvpe"
_EXECUTE += " spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe"
_VERBS = "get post put patch delete head options request"
_ENGINES = "sqlalchemy.create_engine() sqlalchemy.engine.create_engine() sqlmodel.create_engine()"
_SESSIONS = "sqlmodel.Session sqlalchemy.orm.Session sqlalchemy.orm.sessionmaker()"
_CLOCKS = "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns localtime gmtime ctime"
_RANDOM = "random randint randrange uniform choice choices sample getrandbits randbytes gauss"

_GROUPS: list[tuple[str, Rule]] = [
    (
        "threading.Thread threading.Timer concurrent.futures.ThreadPoolExecutor "
        "concurrent.futures.thread.ThreadPoolExecutor",
        Rule(
            "`{name}` runs where it is started, since a browser gives Python only one thread; what "
            "waits in it and holds something of its own meanwhile is refused (RuntimeError).",
            "For what goes on beside requests: `asyncio.create_task` in the lifespan.",
            NOTE,
            NOTE,
        ),
    ),
    (
        "_thread.start_new_thread multiprocessing.pool.ThreadPool "
        "multiprocessing.dummy.Pool concurrent.futures.InterpreterPoolExecutor",
        Rule(
            "`{name}` needs a thread beside the others, and a browser gives Python only one.",
            "Write a task that awaits: `asyncio.create_task` in the application's lifespan.",
            ERROR,
            ERROR,
        ),
    ),
    (
        _methods("multiprocessing", _PROCESS_TYPES) + " concurrent.futures.ProcessPoolExecutor"
        " concurrent.futures.process.ProcessPoolExecutor",
        Rule(
            "`{name}` needs processes, and a browser has none.",
            "Do the work in the request, in pieces with `await` between them.",
            ERROR,
            ERROR,
        ),
    ),
    (
        _methods("anyio.from_thread", "start_blocking_portal BlockingPortalProvider"),
        Rule(
            "`{name}` runs an event loop in another thread, and there is no other thread.",
            "Make the caller `async def`, and await the function.",
            ERROR,
            ERROR,
        ),
    ),
    (
        _methods("anyio.from_thread", "run run_sync") + " asyncio.run_coroutine_threadsafe "
        "asgiref.sync.async_to_sync asgiref.sync.AsyncToSync",
        Rule(
            "`{name}` waits in a thread for the event loop, and there is no other thread: it gets "
            "what waits for nothing outside, and the rest raises.",
            "Make the caller `async def`, and await the function.",
            NOTE,
            NOTE,
        ),
    ),
    (
        "asyncio.run asyncio.Runner().run anyio.run ?.run_until_complete ?.run_forever",
        Rule(
            "`{name}` needs a thread of its own; in a browser it ends where nothing outside is "
            "waited for, and raises elsewhere.",
            "Await the coroutine, in the application's lifespan if it belongs to the start.",
            ERROR,
            NOTE,
        ),
    ),
    (
        "uvicorn.run uvicorn.Server().run hypercorn.asyncio.serve granian.Granian().serve "
        "waitress.serve wsgiref.simple_server.make_server",
        Rule(
            "`{name}` starts a server when the module is imported; in a browser the bridge is it.",
            'Put it under `if __name__ == "__main__":`.',
            ERROR,
            None,
        ),
    ),
    (
        "socket.socket socket.create_connection socket.create_server socketserver.TCPServer "
        "socketserver.ThreadingTCPServer http.server.HTTPServer http.server.ThreadingHTTPServer "
        "smtplib.SMTP smtplib.SMTP_SSL ftplib.FTP ftplib.FTP_TLS imaplib.IMAP4 imaplib.IMAP4_SSL "
        "poplib.POP3 poplib.POP3_SSL asyncio.open_connection asyncio.start_server "
        "?.create_datagram_endpoint anyio.connect_tcp anyio.create_tcp_listener "
        "aiohttp.ClientSession websockets.connect",
        Rule(
            "`{name}` needs a socket, and Python in a browser has none.",
            "For HTTP use httpx, or let the page `fetch()`.",
            ERROR,
            ERROR,
        ),
    ),
    (
        "requests.Session urllib3.PoolManager urllib3.request httpx.Client httpx.stream "
        "http.client.HTTPConnection http.client.HTTPSConnection xmlrpc.client.ServerProxy "
        "urllib.request.urlopen urllib.request.urlretrieve " + _methods("requests httpx", _VERBS),
        Rule(
            "`{name}` asks through the browser: another host must allow it (CORS), everything else "
            "waits meanwhile, and without a network it fails.",
            "Await `httpx.AsyncClient`, or let the page `fetch()`.",
            NOTE,
            NOTE,
        ),
    ),
    (
        "httpx.AsyncClient httpx2.AsyncClient",
        Rule(
            "`{name}` asks through the browser: another host must allow it (CORS), and without a "
            "network it fails.",
            "Catch its `TransportError`.",
            NOTE,
            NOTE,
        ),
    ),
    (
        _methods("subprocess", _RUN) + " " + _methods("os", _EXECUTE) + " pty.spawn pty.fork "
        "asyncio.create_subprocess_exec asyncio.create_subprocess_shell "
        "anyio.run_process anyio.open_process",
        Rule(
            "`{name}` starts a process, and a browser has none (OSError).",
            "Use a Python package for the task, or do it where the app is built.",
            ERROR,
            ERROR,
        ),
    ),
    (
        "signal.alarm signal.setitimer signal.sigwait ?.add_signal_handler "
        "anyio.open_signal_receiver",
        Rule(
            "`{name}` needs signals, which a browser does not send; it raises.",
            "Tidy up after `yield` in the application's lifespan.",
            ERROR,
            ERROR,
        ),
    ),
    (
        "signal.signal",
        Rule(
            "`{name}` sets a handler that is never called: a browser sends no signals.",
            "Tidy up after `yield` in the application's lifespan.",
            NOTE,
            NOTE,
        ),
    ),
    (
        "time.sleep",
        Rule(
            "`{name}` holds up every request: there is one thread.",
            "Use `await asyncio.sleep(...)`.",
            NOTE,
            NOTE,
        ),
    ),
    (
        _FILES,
        Rule(
            "`{name}` at import leaves a file open, which a memory snapshot cannot hold.",
            "Open it in a function, or read it in a `with`.",
            NOTE,
            None,
            calls_only=True,
            fine_in_with=True,
        ),
    ),
    (
        f"sqlite3.connect {_methods(_ENGINES, 'connect begin raw_connection')} {_SESSIONS} "
        "?.metadata.create_all",
        Rule(
            "`{name}` at import opens the database, which a memory snapshot cannot hold.",
            "Do it in the application's lifespan, or in a function.",
            NOTE,
            None,
            calls_only=True,
        ),
    ),
    (
        "asyncio.create_task asyncio.ensure_future "
        + _methods(
            "asyncio.get_event_loop() asyncio.get_running_loop() asyncio.new_event_loop()",
            "create_task run_in_executor call_later call_soon",
        ),
        Rule(
            "`{name}` at import leaves a task pending, which a memory snapshot cannot hold.",
            "Start it in the application's lifespan.",
            NOTE,
            None,
            calls_only=True,
        ),
    ),
    (
        f"{_methods('random', _RANDOM)} {_methods('secrets', 'token_bytes token_hex')} "
        f"secrets.token_urlsafe secrets.randbelow secrets.choice uuid.uuid1 uuid.uuid4 uuid.uuid7 "
        f"os.urandom {_methods('time', _CLOCKS)} datetime.datetime.now datetime.datetime.utcnow "
        "datetime.datetime.today datetime.date.today",
        Rule(
            "`{name}` at import gives one value: a start from a memory snapshot keeps the old one.",
            "Call it in a function, or in the application's lifespan.",
            NOTE,
            None,
            calls_only=True,
        ),
    ),
]

RULES: dict[str, Rule] = {name: rule for names, rule in _GROUPS for name in names.split()}

ENVIRONMENT = Rule(
    "`{name}` is read at import, and in the browser there are only DATABASE_URL, DATA_DIR and what "
    "[tool.pwa.environment] names.",
    "Name it there, or give a default that suits the browser.",
    NOTE,
    None,
)
ENVIRONMENT_CALLS = {"os.getenv", "os.environ.get", "os.environ.pop"}

ASYNC_URL = Rule(
    "`{name}` is the driver of a database server, and Python in a browser has no sockets.",
    "Use SQLite, by `sqlite+aiosqlite://`, with the DATABASE_URL of the environment.",
    ERROR,
    ERROR,
)
ASYNC_DRIVERS = r"\w+\+(asyncpg|psycopg_async|aiomysql|asyncmy|aioodbc)://"
SERVER_URL = Rule(
    "`{name}` is a database server, and Python in a browser has no sockets to reach one.",
    "Use SQLite, with the DATABASE_URL of the environment.",
    ERROR,
    ERROR,
)
SERVERS = r"(postgresql|postgres|mysql|mariadb|oracle|mssql)(\+\w+)?://"
ENGINE_CALLS = {name.removesuffix("()") for name in _ENGINES.split()}

TAKE_TYPES = {"isinstance", "issubclass", "typing.cast", "hasattr", "getattr", "callable", "type"}
"""Functions that do not call what is passed to them."""


def rule_for(name: str) -> Rule | None:
    """Return the rule for a dotted name, as `names.Scope.dotted` gives it."""
    if name in RULES:
        return RULES[name]
    parts = name.split(".")
    endings = (".".join(["?", *parts[-length:]]) for length in (2, 1) if len(parts) > length)
    return next((RULES[ending] for ending in endings if ending in RULES), None)
