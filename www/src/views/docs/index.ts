/** What there is to read about mindgap. */

import { html, LitElement, type TemplateResult } from "lit";

export class DocsView extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    return html`<h1 tabindex="-1">Docs</h1>
      <p>The methods, formats and the API are described in the project’s README.</p>`;
  }
}
