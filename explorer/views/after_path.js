// The path is what the eye waits for: all else is shown once the map has painted it, together and in one frame.
// What is asked for again meanwhile is done once.  The map sets document.gePath while it paints (graph_view.js).

function afterPath(act) {
  let waiting = false;
  return async () => {
    if (waiting) return;
    waiting = true;
    await document.gePath;
    await new Promise(requestAnimationFrame);
    waiting = false;
    act();
  };
}

