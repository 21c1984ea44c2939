"""build/choose.py: where each package comes from, in which version."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from pwa.build.choose import Chooser, chain
from pwa.build.errors import BuildError
from pwa.build.locked import LockedPackage
from pwa.build.resolve import Resolved, Resolver

from .distribution_of import distribution_of, listed

HASH = "a" * 64


class Index(Resolver):
    """An index in memory: {name: {version: names it needs}}, the newest version last."""

    def __init__(self, packages: Mapping[str, Mapping[str, str]], *dependencies: str) -> None:
        super().__init__(Path(), dependencies)
        self.packages = packages

    def resolve(
        self, constraints: Mapping[str, str] = {}, excludes: Collection[str] = ()
    ) -> list[Resolved]:
        found: dict[str, str] = {}
        todo = list(self.dependencies)
        while todo:
            name, _, wanted = todo.pop().partition("==")
            version = constraints.get(name) or wanted or [*self.packages[name]][-1]
            if version not in self.packages[name] or version != (wanted or version):
                raise BuildError(f"there is no {name}=={version}")
            if name not in excludes and name not in found:
                found[name] = version
                todo += self.packages[name][version].split()
        return [Resolved(name, version, (), None) for name, version in sorted(found.items())]

    def needed_by(
        self, constraints: Mapping[str, str] = {}, excludes: Collection[str] = ()
    ) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in self.resolve(constraints, excludes):
            for name in self.packages[one.name][one.version].split():
                found.setdefault(name.partition("==")[0], set()).add(one.name)
        return found


def chosen(
    tmp_path: Path, index: Index, *entries: Any, lacking: str = "", excludes: str = ""
) -> dict[str, str]:
    """Return {name: "version kind"}; the index has nothing for the browser of `lacking`."""

    def locate(one: Resolved) -> tuple[LockedPackage | None, str]:
        if one.name in lacking.split():
            return None, "it is compiled"
        return LockedPackage(one.name, one.version, "wheel", HASH), ""

    def distribution() -> Any:
        return distribution_of(tmp_path, *entries)

    packages = Chooser(index, locate, distribution, excludes.split()).choose()
    assert [package.name for package in packages] == sorted(package.name for package in packages)
    return {package.name: f"{package.version} {package.kind}" for package in packages}


def test_the_index_comes_first(tmp_path: Path) -> None:
    index = Index({"a": {"1": "", "2": "b"}, "b": {"1": ""}}, "a")
    assert chosen(tmp_path, index, listed("a", "1")) == {"a": "2 wheel", "b": "1 wheel"}


def test_what_the_index_lacks_is_the_distribution_s_version(tmp_path: Path) -> None:
    index = Index({"a": {"1": "b"}, "b": {"1": "c", "2": "d"}, "c": {"1": ""}, "d": {"1": ""}}, "a")
    found = chosen(tmp_path, index, listed("b", "1"), lacking="b d")
    assert found == {"a": "1 wheel", "b": "1 pyodide", "c": "1 wheel"}


def test_what_that_version_needs_may_be_the_distribution_s_too(tmp_path: Path) -> None:
    index = Index({"a": {"1": "b", "2": ""}, "b": {"3": "", "4": ""}}, "a")
    entries = [listed("a", "1", depends=["liba", "b"]), listed("b", "3"), listed("liba", "9")]
    found = chosen(tmp_path, index, *entries, lacking="a b")
    assert found == {"a": "1 pyodide", "b": "3 pyodide", "liba": "9 pyodide"}


def test_who_needs_it_is_kept(tmp_path: Path) -> None:
    index = Index({"a": {"1": "b"}, "b": {"1": "c"}, "c": {"1": ""}}, "a")
    distribution = distribution_of(tmp_path, listed("c", "1"))

    def locate(one: Resolved) -> tuple[LockedPackage | None, str]:
        return (None if one.name == "c" else LockedPackage(one.name, "1", "wheel", HASH)), ""

    *_, package = Chooser(index, locate, lambda: distribution).choose()
    assert (package.name, package.needed_by) == ("c", "a > b")


def test_an_older_version_may_not_need_what_is_lacking(tmp_path: Path) -> None:
    index = Index({"polars": {"1": "", "2": "runtime"}, "runtime": {"2": ""}}, "polars")
    assert chosen(tmp_path, index, listed("polars", "1"), lacking="polars runtime") == {
        "polars": "1 pyodide"
    }


def test_all_that_cannot_run_is_named_with_what_needs_it(tmp_path: Path) -> None:
    index = Index(
        {"a": {"1": "b c"}, "b": {"1": "d"}, "c": {"1": ""}, "d": {"1": ""}, "e": {"1": ""}},
        *("a", "e"),
    )
    with pytest.raises(BuildError) as caught:
        chosen(tmp_path, index, listed("c", "1"), lacking="c d e")
    words = str(caught.value)
    assert "  d==1 (for a > b): it is compiled\n  e==1 (for [project] dependencies): it" in words
    assert "c==1" not in words
    assert "leave_out" in words


def test_a_requirement_that_asks_for_another_version(tmp_path: Path) -> None:
    index = Index({"a": {"1": "b==2"}, "b": {"1": "", "2": ""}}, "a")
    with pytest.raises(BuildError) as caught:
        chosen(tmp_path, index, listed("b", "1"), lacking="b")
    words = str(caught.value)
    assert "  b==2 (for a): the distribution has 1\n" in words
    assert words.endswith("there is no b==1")


def test_a_file_of_another_abi_is_not_taken(tmp_path: Path) -> None:
    index = Index({"a": {"1": ""}}, "a")
    entry = {**listed("a", "1"), "file_name": "a-1-cp314-cp314-pyemscripten_2025_0_wasm32.whl"}
    with pytest.raises(BuildError, match=r"a==1 \(for \[project\] dependencies\): it is compiled"):
        chosen(tmp_path, index, entry, lacking="a")


def test_what_is_left_out_is_not_asked_for(tmp_path: Path) -> None:
    index = Index({"a": {"1": "uvloop"}, "uvloop": {"1": ""}}, "a")
    assert chosen(tmp_path, index, lacking="uvloop", excludes="uvloop") == {"a": "1 wheel"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a", "[project] dependencies"),
        ("b", "a"),
        ("d", "a > b"),
        ("e", "a > b > d"),
        ("x", "y"),
    ],
)
def test_the_chain_is_the_shortest(name: str, words: str) -> None:
    needed_by = {"b": {"a", "c"}, "c": {"b", "d"}, "d": {"b", "c"}, "e": {"d"}}
    assert chain(name, {**needed_by, "x": {"y"}, "y": {"x"}}) == words
