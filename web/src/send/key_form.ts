/** The form that asks for the key. What does not live here: what is done with it (its givers; ../session.ts). */

import { h } from "../dom.ts";
import { cleanKey, faultOfKey } from "./key.ts";
import { row } from "./parts.ts";

type Fault = NonNullable<ReturnType<typeof faultOfKey>>;

interface KeyForm {
  element: HTMLElement;
  /** Say what is wrong with the key, and let it be given again; '' takes it back. */
  blame: (text: string) => void;
}

/** The form; `next` is the way on, `given` gets a key of the right form, and the form waits for `blame` or to be gone. */
export function keyForm(say: (word: "key_label" | "key_hint" | "key_show" | Fault) => string, next: string, given: (key: string) => void): KeyForm {
  const input = h("input", {
    id: "key", name: "key", type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-describedby": "key-hint key-fault", required: true,
  });
  const fault = h("p", { id: "key-fault", class: "fault", role: "alert" });
  const onward = h("button", { type: "submit", class: "strong", id: "key-next" }, next);
  const blame = (text: string): void => {
    onward.disabled = false;
    fault.textContent = text;
    if (!text) return input.removeAttribute("aria-invalid");
    input.setAttribute("aria-invalid", "true");
    input.focus();
  };
  const show = h("input", { type: "checkbox", id: "key-show", onchange: () => (input.type = show.checked ? "text" : "password") });
  const submit = (event: Event): void => {
    event.preventDefault();
    const key = cleanKey(input.value);
    const found = faultOfKey(key);
    blame(found ? say(found) : "");
    if (found) return;
    onward.disabled = true;
    given(key);
  };
  const element = h(
    "form",
    { onsubmit: submit, novalidate: true },
    h("label", { for: "key" }, say("key_label")),
    input,
    h("p", { id: "key-hint", class: "hint" }, say("key_hint")),
    h("label", { class: "check" }, show, say("key_show")),
    fault,
    row(onward),
  );
  return { element, blame };
}
