import { App } from "./shell/app.js";

customElements.define("mindgap-app", App);
