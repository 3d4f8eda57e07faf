// What the editor asks of the portal, and the four ways it can end.

/** Resolves with {answer}, {refused: status, message}, or {later: true} when trying again may help. */
export async function post(url, body, token) {
  const text = JSON.stringify(body);
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: text,
      redirect: "manual",
      // Lets the last save outlive the page; browsers allow this for 64 kB.
      keepalive: new Blob([text]).size < 60_000,
    });
  } catch (error) {
    if (error instanceof TypeError) return { later: true };
    throw error;
  }
  if (response.type === "opaqueredirect") return { refused: 401 };
  if (response.status === 429 || response.status >= 500) return { later: true };
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) return { refused: response.status, message: answer?.message };
  return { answer };
}
