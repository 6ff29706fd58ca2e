import "./fromAddress.js";
