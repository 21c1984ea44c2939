"""What a page holds, as the standard library's HTML parser sees it."""

from html.parser import HTMLParser

Attributes = dict[str, str | None]


class Page(HTMLParser):
    """The elements of a page, in order, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.text = ""
        self.note = ""
        """What is in the text area, without the line break that browsers drop."""
        self._in_textarea = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_textarea = tag == "textarea"

    def handle_endtag(self, tag: str) -> None:
        self._in_textarea = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_textarea:
            self.note += data if self.note else data.removeprefix("\n")

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]

    def by_id(self, id: str) -> Attributes:
        return next(attributes for _, attributes in self.elements if attributes.get("id") == id)

    def links(self) -> set[str]:
        """Every address on the page that a browser fetches or that a person can follow."""
        names = ("href", "src", "action", "hx-get", "data-openapi")
        found = (attributes.get(name) for _, attributes in self.elements for name in names)
        return {address for address in found if address and not address.startswith("#")}
