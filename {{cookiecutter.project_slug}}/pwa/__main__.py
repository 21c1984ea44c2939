"""`python -m pwa`: check the project, build the site, serve it, take its screenshots, pin what runs
in the browser."""

import argparse
import sys
from pathlib import Path

from .build.errors import BuildError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pwa", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    command = commands.add_parser("build", help="build the site into dist/")
    command.add_argument("--out", type=Path, default=Path("dist"), help="where to (dist)")
    command.add_argument("--quick", action="store_true", help="without compressed copies")
    command = commands.add_parser("serve", help="serve dist/ as a static host would")
    command.add_argument("--out", type=Path, default=Path("dist"), help="what to serve (dist)")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--prefix", default="/", help="path to serve under, such as /app/")
    command.add_argument("--watch", action="store_true", help="build, and again what changes")
    command.add_argument("--https", action="store_true", help="for phones in the same network")
    command.add_argument("--address", help="of this machine in that network, if it is not found")
    command = commands.add_parser("screenshots", help="take those of [tool.pwa] from dist/")
    command.add_argument("--out", type=Path, default=Path("dist"), help="the built site (dist)")
    command = commands.add_parser("retire", help="build a site that withdraws the app")
    command.add_argument("--out", type=Path, default=Path("dist"), help="where to (dist)")
    commands.add_parser("check", help="say what cannot work in a browser, without building")
    commands.add_parser("lock", help="pin the browser's packages in browser.lock")
    commands.add_parser("vendor", help="copy the app's npm files, for a run without a build")
    options = parser.parse_args(arguments)
    try:
        return _serve(options) if options.command == "serve" else _run(options)
    except BuildError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _serve(options: argparse.Namespace) -> int:
    """Serve. Imports what the options ask for: all that builds would double its start."""
    if options.watch:
        from .serve.watch import watched_site

        site = watched_site(Path.cwd(), options.prefix)
    else:
        from .serve.files import make_site

        site = make_site(options.out.resolve(), options.prefix)
    if options.https:
        from .build.settings import read_settings
        from .serve.phone import serve_phones

        settings = read_settings(Path.cwd())
        serve_phones(site, settings, options.port, options.prefix, options.address)
    else:
        from .serve import serve

        serve(site, options.port, options.prefix)
    return 0


def _run(options: argparse.Namespace) -> int:
    """Run a command that reads the project's settings."""
    from .build.lock import write_lock
    from .build.npm import install_packages
    from .build.retire import retire
    from .build.settings import read_settings
    from .build.site import build
    from .build.vendor import copy_vendor_files
    from .check import check
    from .screenshots import take_screenshots

    settings = read_settings(Path.cwd())
    if options.command == "check":
        return check(settings)
    if options.command == "lock":
        write_lock(settings)
    elif options.command == "vendor":
        copy_vendor_files(settings, install_packages(settings.root))
    elif options.command == "screenshots":
        take_screenshots(settings, options.out.resolve())
    elif options.command == "retire":
        retire(settings, options.out.resolve())
    else:
        build(settings, options.out.resolve(), quick=options.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
