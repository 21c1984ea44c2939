"""Every link of every page leads somewhere, wherever the site lives."""

from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.records import PAGE_SIZE
from tests.unit.app.pages import Page
from tests.unit.app.samples import form, record

# The build puts these there; a checkout that was never built has none.
VENDOR = "/static/vendor/"
POSTED = ("/records", "/edit", "/delete")


@pytest.fixture
def addresses(client_below: TestClient) -> list[str]:
    """One address of each kind of page, with enough records for two pages of the list."""
    for _ in range(PAGE_SIZE + 1):
        sent = record()
        client_below.post("api/records", json=sent)
    one = f"records/{sent['id']}"
    return ["", "?page=2", "records/new", one, f"{one}/edit", f"{one}/delete", "docs", "nothing"]


def test_every_link_resolves_below_the_root(
    client_below: TestClient, addresses: list[str], root_path: str
) -> None:
    for address in addresses:
        response = client_below.get(address)
        for link in Page(response.text).links():
            target = urljoin(str(response.url), link)
            path = urlsplit(target).path
            assert path.startswith(f"{root_path}/"), (address, link)
            if VENDOR in path or path == f"{root_path}/records":
                continue
            assert client_below.get(target).status_code == 200, (address, link)


def test_forms_and_their_redirects_stay_below_the_root(
    client_below: TestClient, root_path: str
) -> None:
    fields = form()
    for address in ("records", f"records/{fields['id']}/edit", f"records/{fields['id']}/delete"):
        response = client_below.post(address, data=fields)
        assert response.status_code == 200
        assert [r.status_code for r in response.history] == [303]
        assert response.url.path.startswith(f"{root_path}/")


def test_pages_run_without_inline_code_or_other_sites(
    client_below: TestClient, addresses: list[str]
) -> None:
    for address in addresses:
        page = Page(client_below.get(address).text)
        assert not page.all("style")
        assert all("src" in script for script in page.all("script"))
        assert all(urlsplit(link).netloc == "" for link in page.links())
        assert not [name for _, a in page.elements for name in a if name == "style"]
        assert not [name for _, a in page.elements for name in a if name.startswith("on")]


def test_every_page_says_its_language_title_and_width(
    client_below: TestClient, addresses: list[str]
) -> None:
    titles = set()
    for address in addresses:
        html = client_below.get(address).text
        page = Page(html)
        assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
        assert any(a.get("name") == "viewport" for a in page.all("meta"))
        assert len(page.all("h1")) == 1
        titles.add(html.partition("<title>")[2].partition("</title>")[0])
    # The two pages of the list share theirs.
    assert len(titles) == len(addresses) - 1


def test_the_api_describes_itself_where_it_is(client_below: TestClient, root_path: str) -> None:
    description = client_below.get("openapi.json").json()
    assert description.get("servers", [{"url": ""}])[0]["url"] == root_path
    assert set(description["paths"]) == {"/api/records", "/api/records/{record_id}"}


@pytest.mark.parametrize("address", ["nothing", "records/x", "records/x/edit", "records/new?id=x"])
def test_addresses_that_are_none_answer_with_a_page(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (404, 422)
    assert Page(response.text).all("a")
