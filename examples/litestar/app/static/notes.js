const form = document.querySelector("form");
const alert = document.querySelector("[role=alert]");
const socket = new WebSocket("news");

socket.onmessage = ({ data }) => {
  const item = document.createElement("li");
  item.textContent = data;
  document.querySelector("ul").append(item);
};

form.onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ text: form.text.value });
  const answer = await fetch("notes", { method: "POST", body, headers: { "content-type": "application/json" } });
  alert.textContent = answer.ok ? "" : (await answer.json()).detail;
  if (answer.ok) form.reset();
};
