// Tells a learning platform how practising goes (SCORM 1.2 run-time environment): the score is the share of questions
// that were right when they were answered first; the unit is completed with the tenth, or the last where there are fewer.

const ENOUGH = 10;
const FARTHEST = 7; // windows up to the platform's, as the standard says

function platformOf(place) {
  for (let up = 0; up <= FARTHEST; up += 1) {
    try {
      if (place.API) return place.API;
    } catch {
      return null; // a window of another site
    }
    if (place.parent === place) break;
    place = place.parent;
  }
  return place.opener ? platformOf(place.opener) : null;
}

const platform = platformOf(window);
if (platform) {
  platform.LMSInitialize("");
  const put = (name, value) => platform.LMSSetValue(`cmi.core.${name}`, String(value));
  const status = platform.LMSGetValue("cmi.core.lesson_status");
  if (!["completed", "passed"].includes(status)) put("lesson_status", "incomplete");
  put("score.min", 0);
  put("score.max", 100);
  document.addEventListener("ge-scored", ({ detail: { right, answered, left } }) => {
    put("score.raw", Math.round((100 * right) / answered));
    if (answered >= ENOUGH || !left) put("lesson_status", "completed");
    platform.LMSCommit("");
  });
  addEventListener("pagehide", () => platform.LMSFinish(""));
}
