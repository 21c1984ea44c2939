"""browser/worker/unkept.js: each file that nobody keeps is told once, however it was written."""

import pytest

from .conftest import Program

TOLD = {
    "open('/srv/1', 'w').write('x')": "/srv/1",
    "open('/srv/2', 'ab', buffering=0).write(b'x')": "/srv/2",
    "Path('/srv/3').write_text('x')": "/srv/3",
    "Path('/srv/3').write_text('again')": "",
    "os.write(os.open('/srv/4', os.O_CREAT | os.O_WRONLY), b'x')": "/srv/4",
    "os.pwrite(os.open('/srv/5', os.O_CREAT | os.O_RDWR), b'x', 10)": "/srv/5",
    "Path('../srv/6').write_text('x')": "/srv/6",
    "os.chdir('/srv'); Path('7').write_text('x'); os.chdir('/project')": "/srv/7",
    "shutil.copy('/srv/1', '/srv/below/8')": "/srv/below/8",
    "shutil.copytree('/srv/below', '/srv/copied')": "/srv/copied/8",
    "Path('/tmp/9').write_text('x'); os.replace('/tmp/9', '/srv/9')": "/srv/9",
    "Path('/tmp/10').write_text('x'); shutil.move('/tmp/10', '/srv/10')": "/srv/10",
    "Path('/data/11').write_text('x'); shutil.move('/data/11', '/srv/11')": "/srv/11",
    "sqlite3.connect('/srv/12.db').execute('create table t (x)')": "/srv/12.db",
    "sqlite3.connect('file:/srv/13.db?mode=rwc', uri=True).execute('create table t (x)')": (
        "/srv/13.db"
    ),
    "sqlite3.connect('/srv/14.db').execute('pragma journal_mode = wal')": "/srv/14.db",
    "sqlite3.connect('/srv/12.db').execute('create table u (x)')": "",
    "Path('/home/pyodide/15').write_text('x')": "/home/pyodide/15",
    "Path('/16').write_text('x')": "/16",
}
NOT_TOLD = [
    "sqlite3.connect(':memory:').execute('create table t (x)')",
    "sqlite3.connect('').execute('create table t (x)')",
    "sqlite3.connect('/data/app.db').execute('create table t (x)')",
    "sqlite3.connect('test.db').execute('create table t (x)')",
    "Path('/project/instance').mkdir(); Path('/project/instance/1').write_text('x')",
    "Path('2').write_text('x'); os.replace('2', '3')",
    "tempfile.TemporaryFile().write(b'x')",
    "tempfile.NamedTemporaryFile(delete=False).write(b'x')",
    "Path(tempfile.mkdtemp(), 'x').write_text('x')",
    "Path('/dev/null').write_text('x')",
    "print('x')",
    "Path('/srv/below/x.py').touch(); open('/srv/1').read()",
    "Path('/srv/__pycache__').mkdir(); Path('/srv/__pycache__/x.pyc').write_text('x')",
    "sqlite3.connect('/srv/12.db').execute('select * from t')",
]


@pytest.fixture(scope="module")
def report(program: Program) -> dict[str, list[str]]:
    """What was told, by line; the lines run one after the other."""
    lines = [*TOLD, *NOT_TOLD]
    return dict(zip(lines, program("unkept.mjs", lines=lines), strict=True))


@pytest.mark.parametrize("line", TOLD)
def test_it_is_told_once(report: dict[str, list[str]], line: str) -> None:
    assert report[line] == ([TOLD[line]] if TOLD[line] else [])


@pytest.mark.parametrize("line", NOT_TOLD)
def test_what_is_kept_or_meant_to_be_gone_is_not(report: dict[str, list[str]], line: str) -> None:
    assert report[line] == []
