"""What the screenshots show: records as a day in the field brings them."""

from playwright.sync_api import Page

RECORDS = (
    ("Footbridge, loose plank", "structure", None, "2026-06-01T09:40:00Z"),
    ("Bank erosion after rain", "soil", 0.6, "2026-06-01T09:25:00Z"),
    ("Otter tracks by the weir", "animal", 3, "2026-06-01T09:05:00Z"),
    ("Reed bed, north edge", "plant", None, "2026-06-01T08:50:00Z"),
    ("Gauge at the lower bridge", "water", 1.42, "2026-06-01T08:30:00Z"),
)
"""Title, category, value, time."""

SAVE = """async (record) => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(record);
  const answer = await fetch("api/records", { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}"""


def fill(page: Page) -> None:
    """Save the records; `page` is a tab that shows the app."""
    for number, (title, category, value, observed_at) in enumerate(RECORDS):
        record = {
            "id": f"00000000-0000-4000-8000-{number:012}",
            "title": title,
            "category": category,
            "value": value,
            "observed_at": observed_at,
        }
        page.evaluate(SAVE, record)
