import { worksOffline } from "./offline/register.js";
import { App } from "./shell/app.js";

// Other servers are asked on a page of its own, which may; this one may not.
if (new URLSearchParams(location.hash.slice(1)).has("votes"))
  location.replace(new URL(`address/${location.hash}`, document.baseURI));
else customElements.define("mindgap-app", App);
worksOffline();
