"""What the system does when something is shared with the installed app, as near as a test can come.

Nothing drives the system's own dialog. What it makes of a share is a navigation of a tab by POST
that no page has begun; Chromium's service worker sees the same when a form on about:blank is sent:
mode "navigate", destination "document", no referrer, Origin: null.
"""

from playwright.sync_api import BrowserContext, FilePayload

from .device import Tab

FORM = """<!doctype html><form method="post" enctype="multipart/form-data"></form>"""
FILL = """([action, fields, files]) => {
  const form = document.forms[0];
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("textarea"), { name, value }));
  }
  for (const name of files) {
    form.append(Object.assign(document.createElement("input"), { name, type: "file" }));
  }
}"""


def share(
    context: BrowserContext,
    action: str,
    fields: dict[str, str],
    files: dict[str, FilePayload] | None = None,
    tab: Tab | None = None,
) -> Tab:
    """Share `fields`, and `files` by field name, with the absolute address `action`.

    In a new tab, or in `tab`, as on Android. Returns it as soon as the shell is there.
    """
    tab = tab or Tab(context.new_page())
    tab.page.goto("about:blank")
    tab.page.set_content(FORM)
    tab.page.evaluate(FILL, [action, fields, list(files or {})])
    for name, file in (files or {}).items():
        tab.page.set_input_files(f"input[name={name}]", file)
    with tab.page.expect_navigation(wait_until="commit"):
        tab.page.evaluate("document.forms[0].submit()")
    return tab
