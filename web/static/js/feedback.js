// What a person thinks of an answer: a thumb, a reason, how it should have been.

import { post } from "./api.js";
import { announce, dialog, h } from "./dom.js";

const REASONS = ["Wrong figure", "Wrong period", "Wrong company or scope", "Wrong source", "Incomplete", "It is disclosed", "Other"];

/** A thumb up is taken at once; a thumb down asks why. The pressed button stays pressed. */
export async function giveFeedback(run, verdict, pressed) {
  const thanks = () => {
    pressed.setAttribute("aria-pressed", "true");
    announce("Thank you. It is kept with this answer.");
  };
  if (verdict === "up") return post("/v1/feedback", { run: run.id, verdict }).then(thanks, (error) => announce(error.message));
  const reason = h("select", { id: "reason" }, REASONS.map((each) => h("option", {}, each)));
  const explanation = h("textarea", { id: "explanation", rows: 3, maxlength: 4000 });
  const corrected = h("textarea", { id: "corrected", rows: 4, value: run.answer.answer });
  const scope = h("select", { id: "told" }, [["person", "only me"], ["team", "my team"], ["all", "everybody, once it is reviewed"]].map(([value, label]) => h("option", { value }, label)));
  const trouble = h("p", { class: "notice bad", role: "alert", hidden: true });
  const send = async (event) => {
    event.preventDefault();
    const right = corrected.value.trim();
    const given = { run: run.id, verdict, reason: reason.value, explanation: explanation.value.trim(), scope: scope.value };
    try {
      await post("/v1/feedback", { ...given, ...(right && right !== run.answer.answer && { corrected: right }) });
      thanks();
      shown.close();
    } catch (error) {
      trouble.hidden = false;
      trouble.textContent = error.message;
    }
  };
  const field = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, label), input);
  const shown = dialog("What is wrong?", h("form", { onsubmit: send },
    field("Reason", reason),
    field("What should be known next time", explanation),
    field("The answer as it should be", corrected),
    field("Who is told in later answers", scope),
    trouble,
    h("div", { class: "line" }, h("button", { class: "primary" }, "Send"))));
}
