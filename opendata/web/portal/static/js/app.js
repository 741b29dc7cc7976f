// What pages gain when scripts run. Everything listens on the document, so that parts htmx brings in later work too.
// No text lives here: what is shown comes from data attributes, in the page's language.

import "./autosubmit.js";
import "./confirm.js";
import "./copy.js";
import "./guard.js";
import "./menu.js";
import "./png.js";
import "./remember.js";
import "./suggest.js";
import "./upload.js";
