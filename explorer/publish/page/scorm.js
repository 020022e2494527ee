// Tells a learning platform how practising goes (SCORM 1.2 run-time environment): the score is the share of questions
// that were right at their first, last or best attempt, as the package says; each choice is an interaction of its own;
// the unit is completed with the tenth question, or the last where there are fewer.

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
  const { counts } = JSON.parse(document.getElementById("opening").textContent);
  let number = Number(platform.LMSGetValue("cmi.interactions._count")) || 0;
  const record = ({ item, chosen, right, attempt }) => {
    const tell = (name, value) => platform.LMSSetValue(`cmi.interactions.${number}.${name}`, value);
    tell("id", `${item} ${attempt}`.replace(/[^\w.-]+/g, "_").slice(0, 255));
    tell("time", new Date().toTimeString().slice(0, 8));
    tell("type", "choice");
    tell("correct_responses.0.pattern", right.toLowerCase());
    tell("student_response", chosen.toLowerCase());
    tell("result", chosen === right ? "correct" : "wrong");
    number += 1;
  };
  document.addEventListener("ge-scored", ({ detail: { answered, left, choice, ...right } }) => {
    record(choice);
    put("score.raw", Math.round((100 * right[counts]) / answered));
    if (answered >= ENOUGH || !left) put("lesson_status", "completed");
    platform.LMSCommit("");
  });
  addEventListener("pagehide", () => platform.LMSFinish(""));
}
