// The events of a run. The connection may break and come back: each event is handled once.

const TYPES = [
  "run_started", "step_started", "step_finished", "text", "figure", "citation", "check",
  "thread_opened", "thread_closed", "usage", "run_resumed", "run_ended",
];

/**
 * Follow a run from its beginning. `on(event)` gets every event in order; `lost(isLost)` hears
 * when the connection breaks and when it is back. Returns a function that stops following; the run
 * itself goes on.
 */
export function follow(run, on, lost = () => {}) {
  let seen = 0;
  const source = new EventSource(`/v1/runs/${run}/events`);
  const handle = (message) => {
    const number = Number(message.lastEventId);
    if (number <= seen) return;
    seen = number;
    lost(false);
    const event = JSON.parse(message.data);
    if (event.type === "run_ended") source.close();
    on(event);
  };
  for (const type of TYPES) source.addEventListener(type, handle);
  source.addEventListener("error", () => lost(true)); // the browser connects again, behind `seen`
  return () => source.close();
}
