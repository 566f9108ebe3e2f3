// A key that did not answer is said on the page, not only in the console.
document.addEventListener("allauth.error", (event) => {
  "use strict";
  event.preventDefault();
  const place = document.getElementById("key-problem");
  if (!place) return;
  place.textContent = place.dataset.refused;
  place.classList.remove("d-none");
});
