// What one key is for.

/** The endpoint in its one spelling; undefined for a text that is none. */
export function endpointOf(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text.trim()) || !URL.canParse(text.trim())) {
    return undefined;
  }
  const { protocol, host, pathname } = new URL(text.trim());
  return `${protocol}//${host}${pathname.replace(/\/+$/, "")}`;
}
