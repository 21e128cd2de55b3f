/** Step 3: the file: dropped or chosen, judged, sent with its progress, or given up.
 *  What does not live here: judging files (files.ts), the request itself (api.ts). */

import { h } from "../dom.ts";
import { feedOf, may, type App } from "./app.ts";
import { judge, sizeText } from "./files.ts";
import { button, heading, row, sign } from "./parts.ts";
import { troubleOf } from "./problems.ts";
import { pastVersions } from "./past.ts";
import { wasLeft } from "./waiting.ts";

/** What a drop holds: files, and how many of its items are folders. */
function dropped(data: DataTransfer): { files: File[]; folders: number } {
  const items = [...data.items].filter((item) => item.kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory).length;
  return { files: [...data.files], folders };
}

/** The choosing: a field that takes drops, with the file input inside it. */
function chooser(app: App, chosen: (files: readonly File[], folders: number) => void): HTMLElement {
  const { say, me } = app;
  const input = h("input", { id: "file", type: "file", class: "unseen", "aria-describedby": "file-kinds file-fault" });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length) chosen(files, 0);
  });
  const label = h("label", { for: "file", class: "button" }, say("file_choose"));
  const zone = h(
    "div",
    { class: "drop" },
    sign("up"),
    h("p", { class: "big" }, say("file_drop")),
    h("p", { class: "hint" }, say("file_or")),
    input,
    label,
    h("p", { id: "file-kinds", class: "hint" }, say("file_kinds", { max: sizeText(me?.max_upload_bytes ?? 0) })),
  );
  const over = (event: DragEvent, is: boolean): void => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  zone.addEventListener("dragenter", (event) => over(event, true));
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, zone.contains(event.relatedTarget as Node | null)));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer) return;
    const { files, folders } = dropped(event.dataTransfer);
    chosen(files, folders);
  });
  return zone;
}

/** A drop beside the field must not make the browser leave the page. */
function guardDrops(signal: AbortSignal): void {
  const refuse = (event: DragEvent): void => {
    if (!(event.target as Element | null)?.closest?.(".drop")) {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
    }
  };
  document.addEventListener("dragover", refuse, { signal });
  document.addEventListener("drop", refuse, { signal });
}

interface Sending {
  element: HTMLElement;
  told: (share: number) => void;
}

function progressOf(app: App, file: File, stop: () => void): Sending {
  const { say } = app;
  const bar = h("progress", { max: "100", value: "0", id: "sent", "aria-label": say("file_sending") });
  const text = h("p", { class: "percent" }, say("file_percent", { n: 0 }));
  let said = 0;
  const told = (share: number): void => {
    const percent = Math.floor(share * 100);
    bar.value = percent;
    text.textContent = percent === 100 ? say("file_taken") : say("file_percent", { n: percent });
    if (percent >= said + 25 || percent === 100) app.tell(text.textContent);
    said = percent - (percent % 25);
  };
  const cancel = button(say("file_cancel"), stop, "plain", "cancel");
  const element = h("div", { class: "sending" }, h("h2", { tabindex: "-1" }, say("file_sending")), fileLine(file), bar, text, row(cancel));
  return { element, told };
}

const fileLine = (file: File): HTMLElement =>
  h("p", { class: "file" }, sign("file"), h("b", {}, file.name), h("span", { class: "hint" }, sizeText(file.size)));

export function fileStep(app: App): HTMLElement {
  const { say } = app;
  const feed = feedOf(app);
  const fault = h("p", { id: "file-fault", class: "fault", role: "alert" });
  const place = h("div", {});
  const choose = (): void => place.replaceChildren(chooser(app, chosen), fault);

  function chosen(files: readonly File[], folders: number): void {
    const judged = judge(files, folders, app.me?.max_upload_bytes ?? Infinity);
    const [file] = files;
    fault.textContent = judged.ok ? "" : say(judged.word, judged.values);
    if (judged.ok && file) ready(file);
  }

  function ready(file: File, said = ""): void {
    fault.textContent = said;
    const send = button(say("file_send"), () => void sendIt(file), "strong", "send");
    const other = button(say("file_other"), () => {
      fault.textContent = "";
      choose();
      place.querySelector<HTMLElement>("#file")?.focus();
    });
    place.replaceChildren(h("div", { class: "ready" }, h("h2", {}, say("file_ready")), fileLine(file), row(send, other)), fault);
    app.state("file");
    send.focus();
  }

  async function sendIt(file: File): Promise<void> {
    const stop = new AbortController();
    app.signal.addEventListener("abort", () => stop.abort(), { once: true });
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    const shown = progressOf(app, file, () => stop.abort());
    fault.textContent = "";
    place.replaceChildren(shown.element);
    shown.element.querySelector<HTMLElement>("#cancel")?.focus();
    app.tell(say("file_sending"));
    app.state("sending");
    addEventListener("beforeunload", warn);
    try {
      const version = await app.service.send(feed.feed, file, shown.told, stop.signal);
      app.again = version.again ? version.number : null;
      app.go({ version: version.number, step: "report" });
    } catch (reason) {
      if (app.signal.aborted) return;
      if (wasLeft(reason)) ready(file, say("file_cancelled"));
      else refused(file, reason);
    } finally {
      removeEventListener("beforeunload", warn);
    }
  }

  function refused(file: File, reason: unknown): void {
    const trouble = troubleOf(reason, sizeText(app.me?.max_upload_bytes ?? 0));
    if (trouble.way === "key") app.fail(reason);
    else ready(file, say(trouble.text === "e_lost" ? "e_lost_upload" : trouble.text, trouble.values));
  }

  guardDrops(app.signal);
  choose();
  const title = h("p", { class: "about" }, h("b", {}, feed.title || feed.feed), " ", h("code", {}, feed.feed));
  const mayNot = may(app, "upload") ? null : h("p", { class: "fault" }, say("feed_may_not"));
  return h("div", { class: "card narrow" }, heading(say("file_title")), title, h("p", { class: "lead" }, say("file_lead")), mayNot ?? place, pastVersions(app));
}
