"""`python -m pwa`: check the project, build the site, serve it, take its screenshots, pin what runs
in the browser."""

import argparse
import sys
from pathlib import Path

from .build.errors import BuildError
from .build.lock import write_lock
from .build.npm import install_packages
from .build.retire import retire
from .build.settings import read_settings
from .build.site import build, copy_vendor_files
from .check import check
from .screenshots import take_screenshots
from .serve import serve, serve_phones
from .serve.files import make_site
from .serve.watch import watched_site


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
        if options.command == "serve":
            return _serve(options)
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
    except BuildError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _serve(options: argparse.Namespace) -> int:
    if options.watch:
        site = watched_site(Path.cwd(), options.prefix)
    else:
        site = make_site(options.out.resolve(), options.prefix)
    if options.https:
        settings = read_settings(Path.cwd())
        serve_phones(site, settings, options.port, options.prefix, options.address)
    else:
        serve(site, options.port, options.prefix)
    return 0


if __name__ == "__main__":
    sys.exit(main())
