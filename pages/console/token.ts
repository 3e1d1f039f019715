const KEY = 'cognito-sign-out-console';
/** 256 bits in base64url: what stands behind `#` in the address that the server has printed. */
const TOKEN = /^#([\w-]{43})$/;

/**
 * The server's token: from the address, out of which it is taken at once, or, when the page is loaded again, from this tab's
 * own memory. No other tab has that, and it is gone with the tab. The browser's history may keep the address as it was opened:
 * that is worth nothing once the server has ended.
 *
 * @returns undefined if the page was opened without it
 */
export function takeToken(): string | undefined {
  const given = TOKEN.exec(location.hash)?.[1];
  if (given === undefined) return sessionStorage.getItem(KEY) ?? undefined;
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', '#/users');
  return given;
}
