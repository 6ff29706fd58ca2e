import { worksOffline } from "./offline/register.js";
import { App } from "./shell/app.js";

customElements.define("mindgap-app", App);
worksOffline();
