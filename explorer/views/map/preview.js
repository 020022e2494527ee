// What follows for a case, as far as the page can tell at once; the kernel's own answer comes after it, and counts.
// The kernel sends the table of the guideline's sets of cases (reasoning/table.py): each row asks a parameter and leads
// on by the region of its answer; row 0 holds no case, row 1 every case.  What only the kernel can read is not foreseen.

const [NEVER, ALWAYS, SOME] = [0, 1, 2];
const LETTERS = ["r", "a", "p"]; // ruled out, active, possible
const UNKNOWN = "unknown"; // said of an assumption: not even assumed

class Foresight {
  constructor({ parameters = {}, table = [], follows = [] }) {
    Object.assign(this, { parameters, table, follows });
  }

  // A letter for each part, given the rows it is on the path by; null when there is an answer only the kernel can read.
  states(answers, parts) {
    const stated = this.stated(answers);
    if (!stated) return null;
    const found = this.settle(this.completed(answers, stated));
    const of = (rows) => [ALWAYS, SOME].find((one) => rows.some((row) => found[row] === one)) ?? NEVER;
    return parts.map((rows) => LETTERS[of(rows)]).join("");
  }

  // The region of what is said, by the place of its parameter.
  stated(answers) {
    const facts = {};
    for (const [id, text] of Object.entries(answers)) {
      if (!Object.hasOwn(this.parameters, id) || text === UNKNOWN) continue;
      const region = regionOf(this.parameters[id], text);
      if (region < 0) return null;
      facts[this.parameters[id].place] = region;
    }
    return facts;
  }

  // Where nothing is said: what is assumed, and what follows from the facts by the meaning of the words.
  completed(answers, stated) {
    const facts = { ...stated };
    const silent = (id) => !Object.hasOwn(answers, id);
    for (const [id, { place, assumed }] of Object.entries(this.parameters)) if (silent(id) && assumed !== null) facts[place] = assumed;
    const found = this.follows.length ? this.settle(stated) : [];
    for (const [id, region, row] of this.follows) if (silent(id) && found[row] === ALWAYS) facts[this.parameters[id].place] = region;
    return facts;
  }

  // For every row, whether none, all or some of the completions of a case lie in its set.
  settle(facts) {
    const found = [NEVER, ALWAYS];
    for (const [place, nexts] of this.table) {
      const first = found[nexts[facts[place] ?? 0]];
      found.push(place in facts || nexts.every((row) => found[row] === first) ? first : SOME);
    }
    return found;
  }
}

// Into which region of a parameter an answer falls; -1 when it is not written as plainly as the form writes it.
function regionOf({ options, intervals, whole }, text) {
  if (options) return options.indexOf(text);
  if (!(whole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text) || /^[1-9]\d{0,2}\.\d{3}$/.test(text)) return -1; // 1.500 may be 1500
  const number = Number(text);
  const above = ([low, , closed]) => number > low || (closed && number === low);
  const below = ([, high, , closed]) => number < high || (closed && number === high);
  return intervals.findIndex((interval) => above(interval) && below(interval));
}

