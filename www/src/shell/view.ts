/** What every view stands on: the study, and a redraw whenever it has changed. */

import { LitElement } from "lit";
import { Watch } from "../study/host.js";
import type { Part, Study } from "../study/study.js";

export class View extends LitElement {
  static override properties = { study: { attribute: false } };

  declare study: Study;
  /** What the view needs to be read or computed. */
  protected readonly needs: readonly Part[] = [];

  constructor() {
    super();
    new Watch(this, () => this.study);
  }

  /** The page's own style sheet reaches in: no shadow here. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const part of this.needs) this.study.want(part);
  }
}
