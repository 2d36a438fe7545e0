"""VS Code's window, by what a person sees and does in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.editors.waiting import PATIENCE_S, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page

PATIENCE_MS = PATIENCE_S * 1000
# A list that has not changed for so long is taken for complete.
SETTLING_MS = 1000
# The same for a hover, in looks at it.
LOOKS = 30
# After so long a key that had no effect is pressed again.
ASKED_AGAIN_MS = 3000
SQUIGGLES = ".squiggly-error, .squiggly-warning, .squiggly-info, .squiggly-hint"


class Workbench:
    """One window on one folder. Whatever it waits for may take its time; what never comes raises an error."""

    def __init__(self, page: Page, artifacts: Path) -> None:
        self.page = page
        self._artifacts = artifacts
        page.set_default_timeout(PATIENCE_MS)

    def open_folder(self, address: str, folder: Path) -> None:
        """Loads the window, and waits for what can be seen of a workbench that is ready."""
        # Not until everything is loaded: what has to be there is waited for below.
        self.page.goto(f"{address}/?folder={folder}", wait_until="commit")
        self.page.locator(".monaco-workbench .statusbar").wait_for()
        self.page.locator(
            f'.explorer-folders-view [aria-label^="{folder.name}"], .explorer-folders-view'
        ).first.wait_for()

    def open_file(self, name: str) -> None:
        """Opens a file of the folder from the explorer."""
        self.page.locator(".explorer-folders-view .monaco-list-row", has_text=name).first.dblclick()
        self.page.locator(".tabs-container .tab", has_text=name).first.wait_for()

    def wait_for_server(self) -> None:
        """Until the item in the status bar says that the server runs, and that nothing is under way."""
        self.page.locator(".statusbar-item", has_text="Speedwright").wait_for()
        wait_until(lambda: not self._is_busy(), "the server runs")

    def status(self) -> Locator:
        """Our item in the status bar."""
        return self.page.locator(".statusbar-item", has_text="Speedwright")

    def squiggles(self) -> Locator:
        """The underlined places that are in view."""
        return self.page.locator(SQUIGGLES)

    def line(self, text: str) -> Locator:
        """The line of the editor that has this text."""
        # The editor writes blanks as no-break spaces.
        return self.page.locator(".view-line", has_text=re.compile(re.escape(text).replace(r"\ ", r"\s"))).first

    def text(self) -> str:
        """What the editor shows."""
        lines = self.page.locator(".monaco-editor .view-lines").first.locator(".view-line").all_inner_texts()
        return "\n".join(lines).replace("\u00a0", " ")

    def hover(self, text: str, part: str, *says: str) -> None:
        """Moves the mouse to a part of a line, until a hover says all of this: its parts come one by one."""
        shown = self.page.locator(".monaco-editor .monaco-hover:not(.hidden) .hover-contents")
        looks: list[str] = []

        def told() -> bool:
            if not shown.count():
                self._leave()
                self.line(text).locator("span", has_text=part).last.hover()
                shown.first.wait_for()
            looks.append(" ".join(shown.all_inner_texts()))
            if all(each in looks[-1] for each in says):
                return True
            if "Loading" not in looks[-1] and len(looks) > LOOKS and len(set(looks[-LOOKS:])) == 1:
                # It says no more than that: the next look opens another.
                self._leave()
            return False

        try:
            wait_until(told, f"a hover that says {', '.join(says)}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it says: {looks[-1:]}") from error

    def put_cursor(self, text: str, part: str) -> None:
        """Clicks a part of a line, with no hover in the way then or later."""
        self._leave()
        self.line(text).locator("span", has_text=part).last.click()
        self._leave()

    def enter(self, title: str, text: str) -> None:
        """Answers the input box with this title."""
        box = self.page.locator(".quick-input-widget", has_text=title)
        box.wait_for()
        box.locator("input.input").fill(text)
        self.page.keyboard.press("Enter")
        box.wait_for(state="hidden")

    def pick(self, title: str, text: str) -> None:
        """Picks a row of the list with this title."""
        box = self.page.locator(".quick-input-widget", has_text=title)
        box.locator(".monaco-list-row", has_text=text).click()
        box.wait_for(state="hidden")

    def command(self, title: str) -> None:
        """Runs a command of the palette, as soon as that offers it."""
        wait_until(lambda: self._palette_offers(title), f"the palette offers {title}")
        self.page.keyboard.press("Enter")
        # A command may ask for something in the same place.
        wait_until(lambda: not self._is_palette(), "the palette is gone")

    def has_command(self, title: str) -> bool:
        """Whether the palette offers a command now."""
        found = self._palette_offers(title)
        self.page.keyboard.press("Escape")
        return found

    def notification(self, text: str) -> Locator:
        """The toast that says this."""
        return self.page.locator(".notification-toast", has_text=text)

    def wait_for_notification(self, text: str) -> Locator:
        """The same, once it is there."""
        toast = self.notification(text).first
        toast.wait_for()
        return toast

    def dismiss_notifications(self) -> None:
        """Takes all toasts away."""
        self.command("Notifications: Clear All Notifications")
        wait_until(lambda: self.page.locator(".notification-toast").count() == 0, "the notifications are gone")

    def gutter_icons(self, name: str) -> int:
        """How many lines in view have an icon in the gutter whose file's name begins so."""
        icons = self.page.locator(".cgmr")
        drawn = "icons => icons.map(icon => getComputedStyle(icon).backgroundImage)"
        return sum(name in image for image in icons.evaluate_all(drawn))

    def trust_workspace(self) -> None:
        """Trusts the folder, on the page that VS Code has for that."""
        self.command("Workspaces: Manage Workspace Trust")
        buttons = self.page.locator(".workspace-trust-editor .monaco-button", has_text="Trust")
        buttons.first.click()
        self.page.locator(".workspace-trust-editor", has_text="You trust this folder").first.wait_for()
        # Newer versions show the page above everything else.
        above = self.page.locator(".monaco-modal-editor-block")
        if above.count():
            above.locator(".modal-editor-header .codicon-close").click()
            above.wait_for(state="hidden")

    def lenses(self) -> list[str]:
        """What stands above functions."""
        return self.page.locator(".codelens-decoration").all_inner_texts()

    def rows(self, view: str) -> Locator:
        """The rows of a tree."""
        return self.page.locator(f'.pane:has(.pane-header:has-text("{view}")) .monaco-list-row')

    def webview(self, having: str) -> FrameLocator:
        """The content of the web view that has an element of this selector."""

        def found() -> FrameLocator | None:
            for outer in self.page.locator("iframe.webview").all():
                inner = outer.content_frame.frame_locator("iframe")
                if inner.locator(having).count():
                    return inner
            return None

        inner = wait_until(found, f"a web view with {having}")
        assert inner is not None
        return inner

    def quick_fixes(self) -> Locator:
        """Opens the menu of code actions at the cursor, and returns its rows.

        It is asked for again where it stays away: a cell of a notebook takes keys only some time after a click.
        """
        rows = self.page.locator(".action-widget .monaco-list-row")

        def opened() -> bool:
            self.page.keyboard.press("Control+.")
            self.page.wait_for_timeout(ASKED_AGAIN_MS)
            return rows.count() > 0

        wait_until(opened, "the menu of code actions is open")
        return rows

    def save(self) -> None:
        """Saves the file in the active editor, which was changed."""
        self.page.locator(".tab.active.dirty").wait_for()
        self.page.keyboard.press("Control+s")
        wait_until(lambda: self.page.locator(".tab.active.dirty").count() == 0, "the file is saved")

    def shot(self, name: str) -> None:
        """Keeps a picture of the window."""
        self._artifacts.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._artifacts / f"{name}.png")

    def _leave(self) -> None:
        """Takes the mouse away, and so what shows where it was."""
        self.page.mouse.move(5, 5)
        self.page.locator(".monaco-editor .monaco-hover:not(.hidden)").first.wait_for(state="hidden")

    def _is_busy(self) -> bool:
        return self.status().locator(".codicon-loading, .codicon-modifier-spin").count() > 0

    def _is_palette(self) -> bool:
        box = self.page.locator(".quick-input-widget:not(.quick-input-widget-closing) input.input:visible")
        return any(each.input_value().startswith(">") for each in box.all())

    def _palette_offers(self, title: str) -> bool:
        """Opens the palette and types. What it offers is settled when it opens, so another try opens it anew."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("F1")
        box = self.page.locator(".quick-input-widget input").first
        box.wait_for()
        box.fill(f">{title}")
        rows = self.page.locator(".quick-input-list .monaco-list-row")
        rows.first.wait_for()
        # It shows all commands until it has read what was typed: two looks have to agree.
        texts: list[str] = []
        while texts != (texts := rows.all_inner_texts()):
            self.page.wait_for_timeout(SETTLING_MS)
        return any(title in text for text in texts)
