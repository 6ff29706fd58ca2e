import "mindgap/elements";
import "mindgap/elements/gap";
import { App } from "./app.js";
import { PowerCalculator } from "./gap/power.js";

customElements.define("mindgap-power", PowerCalculator);
customElements.define("mindgap-app", App);
