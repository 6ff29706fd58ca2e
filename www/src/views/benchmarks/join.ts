/** Who is who: the names of the votes beside those of the scores, to be confirmed or set right. */

import { html, nothing, type TemplateResult } from "lit";
import type { Join, Names, Scores } from "mindgap";
import { close, dialog } from "../../shell/dialog.js";

interface Props {
  models: string[];
  scores: Scores;
  join: Join;
  use: (names: Names) => void;
  closed: () => void;
}

const words = {
  exact: "the same name",
  normalised: "the same but for case and punctuation",
  similar: "looks alike: please confirm",
  given: "as you said",
} as const;

export function joinDialog({ models, scores, join, use, closed }: Props): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    close(event);
    use(
      Object.fromEntries(
        models.map((model, at) => [model, String(form.get(`name-${at}`) ?? "") || null]),
      ),
    );
  };
  const spare = join.onlyInScores;
  const content = html`<form @submit=${submit}>
    <h2>Whose scores are whose?</h2>
    <p>
      Votes and scores name some models differently. What is not confirmed here is not used.
      ${spare.length > 0 ? html`<span class="mute">Only in the scores: ${spare.join(", ")}.</span>` : nothing}
    </p>
    <div class="scroll" tabindex="0" role="group" aria-label="Models">
      <table>
        <thead>
          <tr>
            <th scope="col">in the votes</th>
            <th scope="col">in the scores</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          ${models.map((model, at) => {
            const match = join.matches.find(({ votes }) => votes === model);
            return html`<tr>
              <th scope="row">${model}</th>
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
    <p class="row">
      <button type="submit" class="main">Use these names</button>
      <button type="button" @click=${close}>Leave them</button>
    </p>
  </form>`;
  return dialog({ id: "join", label: "Names", content, closed });
}
