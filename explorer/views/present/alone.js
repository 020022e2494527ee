// A lesson that stands alone in its page.
import { present } from "./present.js";

present(document.getElementById("lesson-page"), JSON.parse(document.getElementById("lesson").textContent));
