/** A dialog that takes the focus when it opens and gives it back when it closes. */

import { html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";

interface Props {
  id: string;
  label: string;
  content: TemplateResult;
  /** Closed, by whatever means. */
  closed: () => void;
}

/** A dialog opens once: drawn again while it closes it stays closed. */
const opened = new WeakSet<Element>();

function open(element: Element | undefined): void {
  if (!element || opened.has(element)) return;
  opened.add(element);
  // Not on the page yet.
  queueMicrotask(() => (element as HTMLDialogElement).showModal());
}

export function dialog({ id, label, content, closed }: Props): TemplateResult {
  return html`<dialog id=${id} aria-label=${label} ${ref(open)} @close=${closed}>
    ${content}
  </dialog>`;
}

/** Closes the dialog that this event came from. */
export function close(event: Event): void {
  (event.currentTarget as Element).closest("dialog")?.close();
}
