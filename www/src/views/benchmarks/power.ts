/** The power calculator: what a number of models can tell. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Power, PowerOptions } from "mindgap";

type Field = "models" | "reliability" | "tau" | "alpha" | "power";

const fields: [Field, string, number, number, number][] = [
  ["models", "models", 2, 1000, 1],
  ["reliability", "reliability of the ratings", 0, 1, 0.01],
  ["tau", "a true τ to find", 0.01, 1, 0.01],
  ["alpha", "false alarms", 0.001, 0.5, 0.001],
  ["power", "found with probability", 0.05, 0.99, 0.01],
];

export class PowerCalculator extends LitElement {
  static override properties = {
    power: { attribute: false },
    reading: { attribute: false },
    ask: { attribute: false },
    mine: { state: true },
    answer: { state: true },
  };

  /** Of the study at hand: where the fields begin. */
  declare power: Power | undefined;
  /** What it says of that study. */
  declare reading: string | undefined;
  declare ask: (options: PowerOptions) => Promise<Power>;
  declare mine: Partial<Record<Field, number>>;
  declare answer: Power | undefined;
  #last = 0;

  constructor() {
    super();
    this.mine = {};
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("power")) return;
    this.mine = {};
    this.answer = this.power;
  }

  async #set(field: Field, value: number): Promise<void> {
    this.mine = { ...this.mine, [field]: value };
    const asked = ++this.#last;
    const { models, reliability, alpha, power, tau } = { ...this.power, ...this.mine };
    if (models === undefined) return;
    const options = Object.fromEntries(
      Object.entries({ models, reliability, alpha, power, tau }).filter(
        ([, value]) => value !== undefined,
      ),
    ) as unknown as PowerOptions;
    const answer = await this.ask(options).catch(() => undefined);
    if (asked === this.#last) this.answer = answer;
  }

  override render(): TemplateResult {
    const { answer } = this;
    const shown = (value: number | undefined): string =>
      value === undefined ? "none" : value.toFixed(2);
    return html`<section id="power">
      <h2>How many models would it take?</h2>
      ${this.reading ? html`<p class="reading">${this.reading}</p>` : nothing}
      <form class="fields" @submit=${(event: Event) => event.preventDefault()}>
        ${fields.map(
          ([field, label, least, most, step]) =>
            html`<label
              >${label}
              <input
                type="number"
                name=${field}
                min=${least}
                max=${most}
                step=${step}
                .value=${String(Number((this.mine[field] ?? this.power?.[field] ?? least).toFixed(3)))}
                @change=${(event: Event) => {
                  const { valueAsNumber } = event.target as HTMLInputElement;
                  if (valueAsNumber >= least && valueAsNumber <= most)
                    void this.#set(field, valueAsNumber);
                }}
              />
            </label>`,
        )}
      </form>
      ${
        answer
          ? html`<dl aria-live="polite">
              <div>
                <dt>smallest τ that differs from zero</dt>
                <dd id="critical">${shown(answer.critical)}</dd>
              </div>
              <div>
                <dt>smallest true τ found so often</dt>
                <dd id="detectable">${shown(answer.detectable)}</dd>
              </div>
              <div>
                <dt>models to find a true τ of ${answer.tau.toFixed(2)}</dt>
                <dd id="needed">${answer.modelsNeeded?.toLocaleString("en") ?? "above 1,000"}</dd>
              </div>
            </dl>`
          : nothing
      }
      <p class="mute">
        Reliability is the share of the ratings’ variance that is no vote noise. Scores and ratings
        are taken as normal, tests as exact and two-sided.
      </p>
    </section>`;
  }
}
