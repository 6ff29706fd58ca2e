/** A word that explains itself: pointed at, or pressed by mouse, finger or keyboard. */

import { html, type TemplateResult } from "lit";

/** `id` is the explanation's own on the page. */
export function term(id: string, word: string, meaning: string): TemplateResult {
  return html`<button class="term" popovertarget=${id} title=${meaning}>${word}</button>
    <span class="meaning" id=${id} popover>${meaning}</span>`;
}
