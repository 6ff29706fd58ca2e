import "mindgap/elements";
import { App } from "./app.js";

customElements.define("mindgap-app", App);
