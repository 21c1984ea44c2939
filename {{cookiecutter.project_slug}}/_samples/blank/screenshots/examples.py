"""What the screenshots show: two notes, entered as a person does."""

from playwright.sync_api import Page, expect

NOTES = ("The gate on the north side is open again.", "Water at the lower bridge: 1.42 m.")


def fill(page: Page) -> None:
    """Save the notes; `page` is a tab that shows the app in the frame #app."""
    app = page.frame_locator("#app")
    for note in NOTES:
        app.get_by_label("New note").fill(note)
        app.get_by_role("button", name="Save").click()
        expect(app.get_by_role("listitem").filter(has_text=note)).to_be_visible()
