// Shows how far documents are while the page is open. The page works without this, after a reload.

const wait = 2000;
const part = (page, name) => page.querySelector(`[data-part="${name}"]`);

function renew(fresh, name) {
  const [here, there] = [part(document, name), part(fresh, name)];
  if (!here || !there || here.isEqualNode(there)) return;
  // What somebody is at is not taken from under their hands.
  const rows = [...there.querySelectorAll("tr[id]")];
  if (!here.contains(document.activeElement)) return here.replaceWith(document.importNode(there, true));
  for (const row of rows) {
    const old = document.getElementById(row.id);
    if (old && !old.contains(document.activeElement) && !old.isEqualNode(row)) old.replaceWith(document.importNode(row, true));
  }
}

async function look() {
  if (!document.querySelector("[data-unfinished]")) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href);
      if (answer.ok && !answer.redirected) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const name of ["note", "table"]) renew(fresh, name);
      }
    } catch {
      // The next look may find the server again.
    }
  }
  setTimeout(look, wait);
}

setTimeout(look, wait);
document.documentElement.dataset.ready = "";
