// Sign-in: shows the password on wish, and fills in a demo account.

const field = (id) => document.getElementById(id);
const reveal = field("reveal");

reveal.hidden = false;
reveal.addEventListener("click", () => {
  const hidden = field("password").type === "password";
  field("password").type = hidden ? "text" : "password";
  reveal.textContent = hidden ? "Sembunyikan" : "Tampilkan";
  field("password").focus();
});

for (const button of document.querySelectorAll("[data-username]")) {
  button.addEventListener("click", () => {
    field("username").value = button.dataset.username;
    field("password").value = button.dataset.password;
    document.querySelector(".go").focus();
  });
}
