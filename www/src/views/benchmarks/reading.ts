/** What scores say of the votes, in the order in which a referee asks. */

import { html, nothing, type TemplateResult } from "lit";
import type { Gap, Power, PowerOptions, RatedRegression, Regression } from "mindgap";
import { benchmarksOf, overModels, type Intervals } from "mindgap/charts";
import type { State } from "../../study/address.js";
import { aloneTable } from "./alone.js";
import { sentence } from "../../shell/words.js";
import { figures, type Figure } from "./figures.js";

interface Props {
  gap: Gap;
  intervals: Intervals;
  set: (change: Partial<State>) => void;
  power: (options: PowerOptions) => Promise<Power>;
}

/** The answer, before anything else. */
export function answer(gap: Gap): TemplateResult {
  const { readings, global, selection } = gap;
  const over = overModels(gap);
  const [first, ...others] = readings.answer;
  // Figures of an arbitrary selection stand with it.
  const whole = global && (selection.arbitrary || !over?.permutation);
  const names = selection.arbitrary ? [] : benchmarksOf(over);
  return html`<section id="gap-answer">
    ${first ? html`<p class="lead">${first}</p>` : nothing}
    ${
      others.length > 0
        ? html`<ul class="reading">
            ${others.map((text) => html`<li>${text}</li>`)}
          </ul>`
        : nothing
    }
    ${names.length > 0 && selection.dropped.length + selection.merged.length > 0 ? html`<p class="mute">In the regression: ${names.join(", ")}.</p>` : nothing}
    ${untested(over)}
    ${figures(gap, whole ? [{ kind: "global", table: "global" }] : ofRegression(over))}
  </section>`;
}

/** The test of a regression's benchmarks and what they explain. */
function ofRegression(over: Over): (Figure | undefined | false)[] {
  const shares = over && ("columns" in over ? over.r2 : (over.r2 ?? over.pseudoR2));
  return [
    over?.permutation && { kind: "permutation", table: "permutation" },
    over && benchmarksOf(over).length > 0 && Boolean(shares) && { kind: "r2", table: "r2" },
  ];
}

type Over = Regression | RatedRegression | undefined;

function untested(over: Over): TemplateResult | typeof nothing {
  const all = over?.untested ?? [];
  return all.length > 0 ? html`<p class="mute">${all.map(sentence).join(" ")}</p>` : nothing;
}

/** Everything after it. */
export function evidence(props: Props): TemplateResult {
  const { gap, power } = props;
  const { readings, components, selection } = gap;
  const over = overModels(gap);
  const any = gap.correlations.length > 0;
  const arbitrary = selection.arbitrary && over !== undefined;
  const stability = selection.stability !== undefined && selection.dropped.length > 0;
  const coefficients: Figure | undefined | false = over?.meta && {
    kind: "coefficients",
    table: "meta",
    wide: true,
  };
  return html`
    ${part(
      "gap-alone",
      "Each benchmark by itself",
      readings.alone,
      gap.global &&
        html`${figures(gap, [{ kind: "alone", table: "alone", wide: true }])} ${aloneTable(gap)}`,
    )}
    ${part(
      "gap-order",
      "Do they order the models alike?",
      [...readings.correlations, ...readings.topK],
      any &&
        figures(gap, [
          { kind: "correlations", table: "correlations" },
          { kind: "top-k", table: "topK" },
          { kind: "scatter", table: "correlations", wide: true },
        ]),
    )}
    ${part(
      "gap-components",
      "How much the benchmarks repeat each other",
      readings.components,
      components &&
        figures(gap, [
          { kind: "scree", table: "components" },
          { kind: "biplot", table: "components" },
        ]),
    )}
    ${part(
      "gap-selection",
      "Which benchmarks enter the regressions",
      [...readings.selection, ...(arbitrary ? [] : readings.selected)],
      selection.kept.length > 0 &&
        figures(gap, [
          { kind: "inflation", table: "selection", wide: !stability },
          stability && { kind: "stability", table: "selection" },
          !arbitrary && coefficients,
        ]),
    )}
    ${
      arbitrary
        ? part(
            "gap-selected",
            `If one selects all the same: ${benchmarksOf(over).join(", ")}`,
            readings.selected,
            figures(gap, [...ofRegression(over), coefficients]),
          )
        : nothing
    }
    ${part("gap-votes", `With votes for the sample: about these ${gap.models.length} models only`, readings.votes, !gap.rated && over && ofVotes(props))}
    <mindgap-power
      class="part"
      .power=${gap.power}
      .reading=${readings.power.join(" ")}
      .ask=${power}
    ></mindgap-power>
  `;
}

/** A part with its heading, where it has anything to say or to show. */
function part(
  id: string,
  heading: string,
  reading: string[],
  shown: TemplateResult | false | undefined,
): TemplateResult | typeof nothing {
  if (reading.length === 0 && !shown) return nothing;
  return html`<section id=${id} class="part">
    <h2>${heading}</h2>
    ${sentences(reading)} ${shown || nothing}
  </section>`;
}

const KINDS: Record<Intervals, string> = {
  wald: "Wald: every vote independent",
  profile: "Profile likelihood",
  clustered: "Clustered by judge (CR2)",
  judges: "Judges resampled",
};

function ofVotes({ gap, intervals, set }: Props): TemplateResult {
  const { mixed, logistic } = gap;
  const fits = [mixed, logistic].filter((fit): fit is Regression => fit !== undefined);
  const has = (kind: Intervals): boolean =>
    fits.some(({ fixed }) =>
      fixed.some((e) => (kind === "wald" ? e.interval : kind === "profile" ? e.profile : e[kind])),
    );
  const kinds = (Object.keys(KINDS) as Intervals[]).filter(has);
  return html`
    <p class="mute">
      These intervals say how the same models would fare with more such votes. Of a model that was
      not there they say nothing, however many votes there are.
    </p>
    ${figures(gap, [
      mixed && { kind: "effects", table: "mixed", intervals },
      logistic && { kind: "effects-plain", table: "logistic", intervals },
    ])}
    ${notes("The mixed regression", mixed?.warnings)}
    ${notes("The plain regression", logistic?.warnings)}
    ${
      kinds.length > 1
        ? html`<form class="fields" @submit=${(event: Event) => event.preventDefault()}>
            <label
              >Intervals
              <select
                id="gap-intervals"
                @change=${(event: Event) => set({ intervals: (event.target as HTMLSelectElement).value as Intervals })}
              >
                ${kinds.map(
                  (kind) =>
                    html`<option value=${kind} .selected=${kind === intervals}>
                      ${KINDS[kind]}
                    </option>`,
                )}
              </select>
            </label>
          </form>`
        : nothing
    }
  `;
}

function sentences(all: string[]): TemplateResult | typeof nothing {
  return all.length > 0 ? html`<p class="reading">${all.join(" ")}</p>` : nothing;
}

function notes(what: string, warnings: string[] = []): TemplateResult | typeof nothing {
  return warnings.length > 0 ? html`<p class="mute">${what}: ${warnings.join("; ")}.</p>` : nothing;
}
