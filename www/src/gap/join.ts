/** Who is who: the names of the votes beside those of the scores, to be confirmed or set right. */

import { html, nothing, type TemplateResult } from "lit";
import type { Join, Names, Scores } from "mindgap";

interface Props {
  models: string[];
  scores: Scores;
  join: Join;
  use: (names: Names) => void;
  close: () => void;
}

const words = {
  exact: "the same name",
  normalised: "the same but for case and punctuation",
  similar: "looks alike: please confirm",
  given: "as you said",
} as const;

export function joinDialog({ models, scores, join, use, close }: Props): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    use(
      Object.fromEntries(
        models.map((model, at) => [model, String(form.get(`name-${at}`) ?? "") || null]),
      ),
    );
  };
  const spare = join.onlyInScores;
  return html`<form id="join" @submit=${submit} aria-label="Names">
    <h3>Whose scores are whose?</h3>
    <p>
      Votes and scores name some models differently. What is not confirmed here is not used.
      ${spare.length > 0 ? html`<span class="mute">Only in the scores: ${spare.join(", ")}.</span>` : nothing}
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>in the votes</th>
            <th>in the scores</th>
            <th>why</th>
          </tr>
        </thead>
        <tbody>
          ${models.map((model, at) => {
            const match = join.matches.find(({ votes }) => votes === model);
            return html`<tr>
              <td>${model}</td>
              <td>
                <select name="name-${at}" aria-label="Scores of ${model}">
                  <option value="">no scores</option>
                  ${scores.models.map(
                    (name) =>
                      html`<option value=${name} ?selected=${match?.scores === name}>
                        ${name}
                      </option>`,
                  )}
                </select>
              </td>
              <td class=${match?.how === "similar" ? "ask" : "mute"}>
                ${match ? words[match.how] : "nothing like it"}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <button type="submit">Use these names</button>
    <button type="button" @click=${close}>Leave them</button>
  </form>`;
}
