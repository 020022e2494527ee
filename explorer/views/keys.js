// A notebook takes keys as commands: "d d" deletes a cell. It leaves those alone that are typed into an element marked
// so, and looks at that element before any around it: so whatever gets the focus in here is marked.

const MARK = "data-lm-suppress-shortcuts";

function keepKeys(root) {
  root.setAttribute(MARK, "true");
  root.addEventListener("focusin", ({ target }) => target.setAttribute(MARK, "true"));
}

