/** Every element, for one `<script type="module">`. */

import "./gap.js";
